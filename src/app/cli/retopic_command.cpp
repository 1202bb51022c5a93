#include "app/cli/retopic_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"

namespace aftercare::app {

nlohmann::ordered_json splits_json(const std::vector<pipeline::SplitTopic>& splits) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& split : splits)
    json.push_back({{"topic", split.code},
                    {"cases", split.cases},
                    {"into", split.into},
                    {"stay", split.stay}});
  return json;
}

std::string in_one_line(const std::vector<pipeline::SplitTopic>& splits, const Console& console) {
  std::vector<std::string> told;
  for (const auto& split : splits)
    told.push_back(fmt::format(
        fmt::runtime(console.say("{}: {} of {} cases under new topics", "{}：{}/{} 条归入新主题")),
        split.code, split.cases - split.stay, split.cases));
  return fmt::format(fmt::runtime(console.say("Topics judged again: {}", "主题已重新判定：{}")),
                     fmt::join(told, console.chinese() ? "；" : "; "));
}

base::Result<int> judge_splits(const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  ConsoleProgress progress(console);
  const auto splits = pipeline::judge_split_topics(session, progress);
  if (!splits) return base::failure_of(splits);
  if (console.json()) {
    console.line(dumped_json({{"splits", splits_json(*splits)}}));
    return kDone;
  }
  if (splits->empty())
    console.line(console.say("no case is stored under a topic that was split",
                             "没有案例存于被拆分的主题之下"));
  for (const auto& split : *splits) {
    console.line(fmt::format(fmt::runtime(console.say("{}: {} cases", "{}：{} 条案例")), split.code,
                             split.cases));
    for (const auto& [topic, cases] : split.into)
      console.line(fmt::format("  {} {}", topic, cases));
    console.line(fmt::format(
        fmt::runtime(console.say("  tell none of them: {}", "  未提及其中任何一个：{}")),
        split.stay));
  }
  return kDone;
}

}  // namespace aftercare::app
