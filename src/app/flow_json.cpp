#include "app/flow_json.hpp"

#include <fmt/format.h>

namespace aftercare::app {

using insight::ProcessMap;

namespace {

base::Message time_words(double seconds) {
  if (seconds < 5400)
    return {fmt::format("{:.0f} minutes", seconds / 60), fmt::format("{:.0f} 分钟", seconds / 60)};
  if (seconds < 36 * 3600)
    return {fmt::format("{:.1f} hours", seconds / 3600),
            fmt::format("{:.1f} 小时", seconds / 3600)};
  return {fmt::format("{:.1f} days", seconds / 86'400), fmt::format("{:.1f} 天", seconds / 86'400)};
}

}  // namespace

base::Message flow_sentence(const ProcessMap& map) {
  base::Message told{
      fmt::format("{} cases with {} events in {} variants; half of them last at most {}", map.cases,
                  map.events, map.variants.size(), time_words(map.median_duration).en),
      fmt::format("{} 个案例，{} 个事件，{} 种路径；半数在 {}内结束", map.cases, map.events,
                  map.variants.size(), time_words(map.median_duration).zh)};
  if (!map.edges.empty() && map.edges[0].total_wait > 0) {
    const auto& edge = map.edges[0];
    double all = 0;
    for (const auto& one : map.edges) all += one.total_wait;
    told.en += fmt::format(
        "; most of the waiting ({:.0f} %) lies between {} and {}: {} times, "
        "{} in the middle",
        edge.total_wait / all * 100, map.steps[edge.from].name, map.steps[edge.to].name, edge.count,
        time_words(edge.median_wait).en);
    told.zh += fmt::format("；等待最多（{:.0f}%）的是 {} 到 {}：{} 次，中位 {}",
                           edge.total_wait / all * 100, map.steps[edge.from].name,
                           map.steps[edge.to].name, edge.count, time_words(edge.median_wait).zh);
  }
  return {told.en + ".", told.zh + "。"};
}

nlohmann::ordered_json flow_json(const ProcessMap& map, std::size_t left_out) {
  nlohmann::ordered_json json = {{"cases", map.cases},
                                 {"events", map.events},
                                 {"left_out", left_out},
                                 {"median_duration", map.median_duration},
                                 {"p90_duration", map.p90_duration},
                                 {"steps", nlohmann::ordered_json::array()},
                                 {"edges", nlohmann::ordered_json::array()},
                                 {"variants", nlohmann::ordered_json::array()}};
  for (const auto& step : map.steps)
    json["steps"].push_back({{"step", step.name},
                             {"events", step.events},
                             {"cases", step.cases},
                             {"starts", step.starts},
                             {"ends", step.ends},
                             {"again", step.again}});
  for (const auto& edge : map.edges)
    json["edges"].push_back({{"from", map.steps[edge.from].name},
                             {"to", map.steps[edge.to].name},
                             {"count", edge.count},
                             {"median_wait", edge.median_wait},
                             {"p90_wait", edge.p90_wait},
                             {"total_wait", edge.total_wait}});
  for (const auto& variant : map.variants) {
    nlohmann::ordered_json steps = nlohmann::ordered_json::array();
    for (const auto step : variant.steps) steps.push_back(map.steps[step].name);
    json["variants"].push_back({{"steps", std::move(steps)}, {"cases", variant.cases}});
  }
  const auto sentence = flow_sentence(map);
  json["sentence"] = {{"zh", sentence.zh}, {"en", sentence.en}};
  return json;
}

}  // namespace aftercare::app
