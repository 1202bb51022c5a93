#include "app/cli/corpus_command.hpp"

#include <chrono>

#include "app/cli/corpus_report.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"

namespace aftercare::app {
namespace {

// Per text: 1 if no topic is known for it and it says enough to have one.
std::vector<std::uint8_t> without_topic(const language::Analyser& analyser, const TextFile& file) {
  std::vector<std::uint8_t> flags(file.texts.size(), 0);
  base::for_blocks(file.texts.size(), 256, base::default_workers(),
                   [&](std::size_t, std::size_t from, std::size_t to) {
                     language::Scratch scratch;
                     language::Analysis found;
                     for (std::size_t i = from; i < to; ++i) {
                       analyser.analyse({}, file.texts[i], {}, scratch, found);
                       flags[i] = found.topic.empty() && found.noise.empty();
                     }
                   });
  return flags;
}

}  // namespace

base::Result<int> read_corpus_of(const TextArguments& arguments,
                                 const std::filesystem::path& workspace, const Place& place) {
  const auto started = std::chrono::steady_clock::now();
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  const auto analyser = TextAnalyser::open(workspace, arguments, place);
  if (!analyser) return base::failure_of(analyser);
  const auto moments = moments_of(*file, arguments, analyser->zone());
  if (!moments) return base::failure_of(moments);
  const auto windows = language::windows_of(*moments, arguments.days);
  const auto corpus = language::read_corpus(file->texts, analyser->get(), base::default_workers());
  nlohmann::ordered_json json = {
      {"file", arguments.file}, {"column", arguments.text}, {"texts", corpus.texts()}};
  if (windows.known) {
    json["days"] = arguments.days;
    json["texts_now"] = windows.texts_now;
    json["texts_before"] = windows.texts_before;
  }
  const auto& console = place.console;
  const auto row_of = [&](std::uint32_t text) {
    return nlohmann::ordered_json(file->record(text));
  };
  const auto told = tell_corpus({corpus,
                                 windows,
                                 analyser->get(),
                                 {"rows", row_of},
                                 2,
                                 [&] { return without_topic(analyser->get(), *file); }},
                                arguments, console, json);
  if (!told) return base::failure_of(told);
  if (console.json()) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    json["seconds"] = took.count();
    console.line(dumped_json(json));
  }
  return kDone;
}

}  // namespace aftercare::app
