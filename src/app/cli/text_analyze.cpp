#include "app/cli/text_analyze.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "language/analyser.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

using AnalysisJson = nlohmann::ordered_json;
using Counts = std::map<std::string, std::size_t, std::less<>>;

// Lines and counts of a block of texts.
struct AnalysedBlock {
  std::string lines;
  Counts languages, topics, kinds, moods;
};

void add_fields(std::string& line, std::initializer_list<std::string_view> fields) {
  for (const auto field : fields) {
    line += ',';
    text::append_field(line, field);
  }
}

AnalysisJson counts_json(const Counts& counts) {
  AnalysisJson json = AnalysisJson::object();
  for (const auto& [value, count] : counts) json[value.empty() ? "none" : value] = count;
  return json;
}

}  // namespace

base::Result<int> analyze_texts(const TextArguments& arguments,
                                const std::filesystem::path& workspace, const Place& place) {
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  std::error_code none;
  const bool has_workspace = std::filesystem::exists(workspace / "aftercare.yaml", none);
  const auto analyser =
      language::Analyser::load(has_workspace ? workspace : std::filesystem::path());
  if (!analyser) return base::failure_of(analyser);
  constexpr std::size_t kTextsOfABlock = 512;
  std::vector<AnalysedBlock> blocks((file->texts.size() + kTextsOfABlock - 1) / kTextsOfABlock);
  const auto started = std::chrono::steady_clock::now();
  base::for_blocks(file->texts.size(), kTextsOfABlock, base::default_workers(),
                   [&](std::size_t number, std::size_t from, std::size_t to) {
                     auto& block = blocks[number];
                     language::Scratch scratch;
                     language::Analysis found;
                     for (std::size_t i = from; i < to; ++i) {
                       (*analyser)->analyse({}, file->texts[i], {}, scratch, found);
                       block.lines += std::to_string(file->record(i));
                       add_fields(block.lines, {to_name(found.language), found.topic, found.topics,
                                                found.component, found.kind, found.noise,
                                                to_name(found.sentiment)});
                       block.lines += fmt::format(",{:.3f},{},{}", found.sentiment_score,
                                                  found.severity, found.urgency);
                       add_fields(block.lines, {found.keywords, found.entities});
                       block.lines += '\n';
                       ++block.languages[std::string(to_name(found.language))];
                       ++block.topics[std::string(found.topic)];
                       ++block.kinds[std::string(found.kind)];
                       ++block.moods[std::string(to_name(found.sentiment))];
                     }
                   });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  std::string lines =
      "row,language,topic,topics,component,kind,noise,sentiment,sentiment_score,severity,urgency,"
      "keywords,entities\n";
  AnalysedBlock all;
  for (const auto& block : blocks) {
    lines += block.lines;
    for (const auto& [from, to] :
         {std::pair{&block.languages, &all.languages}, std::pair{&block.topics, &all.topics},
          std::pair{&block.kinds, &all.kinds}, std::pair{&block.moods, &all.moods}})
      for (const auto& [value, count] : *from) (*to)[value] += count;
  }
  if (auto done = write_whole_file(place.absolute(arguments.out), lines); !done)
    return base::failure_of(done);
  const auto& console = place.console;
  if (console.json())
    console.line(dumped_json(AnalysisJson{{"file", arguments.file},
                                          {"column", arguments.text},
                                          {"out", arguments.out},
                                          {"texts", file->texts.size()},
                                          {"seconds", took.count()},
                                          {"language", counts_json(all.languages)},
                                          {"topic", counts_json(all.topics)},
                                          {"kind", counts_json(all.kinds)},
                                          {"sentiment", counts_json(all.moods)}}));
  else
    console.line(fmt::format(fmt::runtime(console.say("{} texts analysed in {:.2f} s: {}",
                                                      "已分析 {} 条文本，用时 {:.2f} 秒：{}")),
                             file->texts.size(), took.count(), arguments.out));
  return kDone;
}

}  // namespace aftercare::app
