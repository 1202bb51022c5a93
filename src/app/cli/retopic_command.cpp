#include "app/cli/retopic_command.hpp"

#include <fmt/format.h>

#include <mutex>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"
#include "pipeline/split_topics.hpp"

namespace aftercare::app {

base::Result<int> judge_splits(const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  ConsoleProgress progress(console);
  const std::lock_guard turn(session.writing());
  const auto splits = pipeline::judge_split_topics(session, progress);
  if (!splits) return base::failure_of(splits);
  if (console.json()) {
    nlohmann::ordered_json json = {{"splits", nlohmann::ordered_json::array()}};
    for (const auto& split : *splits)
      json["splits"].push_back({{"topic", split.code},
                                {"cases", split.cases},
                                {"into", split.into},
                                {"stay", split.stay}});
    console.line(dumped_json(json));
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
