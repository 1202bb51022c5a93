#include "app/cli/reanalyze_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/dedupe_file.hpp"
#include "language/analysis_version.hpp"

namespace aftercare::app {
namespace {

std::string label_of(const std::string& entity, const pipeline::Session& session,
                     const Console& console) {
  const auto& label = session.dictionary().entity(entity)->label;
  return console.chinese() ? label.zh : label.en;
}

}  // namespace

nlohmann::ordered_json analysed_json(const std::vector<pipeline::AnalysedAgain>& again) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& one : again) json.push_back({{"entity", one.entity}, {"records", one.records}});
  return json;
}

std::string in_one_line(const std::vector<pipeline::AnalysedAgain>& again,
                        const pipeline::Session& session, const Console& console) {
  std::vector<std::string> told;
  for (const auto& one : again)
    told.push_back(fmt::format("{} {}", label_of(one.entity, session, console), one.records));
  return fmt::format(fmt::runtime(console.say("Analysed again: {}", "已重新分析：{}")),
                     fmt::join(told, console.chinese() ? "，" : ", "));
}

base::Result<int> analyse_again(const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  ConsoleProgress progress(console);
  const auto again = pipeline::analyse_older(session, progress, place.actor());
  progress.end();
  if (!again) return base::failure_of(again);
  const auto left = pipeline::older_analysis(session);
  if (!left) return base::failure_of(left);
  if (console.json()) {
    nlohmann::ordered_json json = {{"version", language::kAnalysisVersion},
                                   {"analysed", analysed_json(*again)},
                                   {"older", nlohmann::ordered_json::array()}};
    for (const auto& one : *left)
      json["older"].push_back(
          {{"entity", one.entity}, {"again", one.again}, {"without_text", one.without_text}});
    console.line(dumped_json(json));
    return kDone;
  }
  if (again->empty())
    console.line(console.say("nothing is stored that an older analysis judged and that has a text",
                             "没有由旧版分析判定且仍有文本的记录"));
  else
    console.line(in_one_line(*again, session, console));
  for (const auto& one : *left)
    if (one.without_text > 0)
      console.line(fmt::format(fmt::runtime(console.say("  without a text, as they were: {} {}",
                                                        "  无文本，保持原样：{} {}")),
                               label_of(one.entity, session, console), one.without_text));
  return kDone;
}

}  // namespace aftercare::app
