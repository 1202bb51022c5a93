#include "app/cli/stored_corpus.hpp"

#include <fmt/format.h>

#include <chrono>

#include "app/cli/corpus_report.hpp"
#include "app/cli/day_asked.hpp"
#include "app/cli/dedupe_file.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kLeastSaid = 5;  // What a few persons say is no theme.

}  // namespace

base::Result<int> read_stored_corpus(const TextArguments& arguments,
                                     const pipeline::Session& session, const Place& place) {
  const auto started = std::chrono::steady_clock::now();
  const auto from = day_asked(arguments.from, "--from");
  if (!from) return base::failure_of(from);
  const auto to = day_asked(arguments.to, "--to");
  if (!to) return base::failure_of(to);
  const auto words = pipeline::stored_words(session, place.caller.viewer, {*from, *to});
  if (!words) return base::failure_of(words);
  const auto& console = place.console;
  auto json = period_json(*words);
  json["texts"] = words->corpus.texts();
  const auto told = tell_corpus({words->corpus, words->windows, *words->analyser, places_of(*words),
                                 kLeastSaid, [&] { return words->unknown; }},
                                arguments, console, json);
  if (!told) return base::failure_of(told);
  if (console.json()) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    json["seconds"] = took.count();
    console.line(dumped_json(json));
    return kDone;
  }
  console.line(fmt::format(fmt::runtime(console.say("{} to {}: {} texts, against {} from {} to {}",
                                                    "{} 至 {}：{} 条文本；对比 {} 条，{} 至 {}")),
                           records::to_iso(words->from), records::to_iso(words->to),
                           words->windows.texts_now, words->windows.texts_before,
                           records::to_iso(words->before_from), records::to_iso(words->before_to)));
  if (words->stored_now + words->stored_before > words->corpus.texts())
    console.line(fmt::format(fmt::runtime(console.say("a sample of {} and {} stored texts",
                                                      "从已存的 {} 条与 {} 条文本中抽样")),
                             words->stored_now, words->stored_before));
  return kDone;
}

}  // namespace aftercare::app
