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

namespace {

const char* kind_name(insight::FlowDeviation::Kind kind) {
  using Kind = insight::FlowDeviation::Kind;
  switch (kind) {
    case Kind::begins_otherwise:
      return "begins_otherwise";
    case Kind::not_allowed:
      return "not_allowed";
    case Kind::lacks:
      return "lacks";
    case Kind::ends_otherwise:
      return "ends_otherwise";
    case Kind::late:
      return "late";
    default:
      return "unknown_step";
  }
}

nlohmann::ordered_json text_json(const base::Message& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

}  // namespace

base::Message deviation_words(const insight::FlowDeviation& deviation) {
  using Kind = insight::FlowDeviation::Kind;
  const auto &from = deviation.from_label, &to = deviation.to_label;
  switch (deviation.kind) {
    case Kind::begins_otherwise:
      return {fmt::format("begins with {}", to.en), fmt::format("以“{}”开始", to.zh)};
    case Kind::not_allowed:
      return {fmt::format("{} straight after {}", to.en, from.en),
              fmt::format("“{}”之后直接“{}”", from.zh, to.zh)};
    case Kind::lacks:
      return {fmt::format("lacks {}", to.en), fmt::format("缺少“{}”", to.zh)};
    case Kind::ends_otherwise:
      return {fmt::format("stops after {}", from.en), fmt::format("停在“{}”", from.zh)};
    case Kind::late:
      return {fmt::format("{} to {} took too long", from.en, to.en),
              fmt::format("“{}”到“{}”超时", from.zh, to.zh)};
    default:
      return {fmt::format("{} is no step of the flow", to.en),
              fmt::format("“{}”不是流程中的步骤", to.zh)};
  }
}

base::Message conformance_sentence(const insight::Conformance& conformance) {
  const double share =
      static_cast<double>(conformance.fitting) / static_cast<double>(conformance.cases);
  base::Message told{
      fmt::format("{} of {} cases ({:.1f} %, {:.1f} to {:.1f}) take the declared flow",
                  conformance.fitting, conformance.cases, share * 100, conformance.low * 100,
                  conformance.high * 100),
      fmt::format("{} 个案例中 {} 个（{:.1f}%，区间 {:.1f} 至 {:.1f}）符合应有流程",
                  conformance.cases, conformance.fitting, share * 100, conformance.low * 100,
                  conformance.high * 100)};
  if (!conformance.deviations.empty()) {
    const auto& one = conformance.deviations.front();
    const auto words = deviation_words(one);
    told.en += fmt::format("; most often: {} ({} cases)", words.en, one.cases);
    told.zh += fmt::format("；最常见的偏离：{}（{} 个）", words.zh, one.cases);
  }
  return {told.en + ".", told.zh + "。"};
}

base::Message handover_sentence(const insight::EventLog& log,
                                const std::vector<insight::Handover>& handovers) {
  if (handovers.empty()) return {};
  const auto& one = handovers.front();
  const auto from = log.actor_label(one.from), to = log.actor_label(one.to);
  return {fmt::format("Most waiting is for {} after {}: {} times, {} in the middle.", to.en,
                      from.en, one.count, time_words(one.median_wait).en),
          fmt::format("等待最多的是{}之后等{}：{} 次，中位 {}。", from.zh, to.zh, one.count,
                      time_words(one.median_wait).zh)};
}

nlohmann::ordered_json conformance_json(const insight::Conformance& conformance) {
  nlohmann::ordered_json json = {
      {"cases", conformance.cases},
      {"fitting", conformance.fitting},
      {"open", conformance.open},
      {"share", static_cast<double>(conformance.fitting) / static_cast<double>(conformance.cases)},
      {"low", conformance.low},
      {"high", conformance.high},
      {"deviations", nlohmann::ordered_json::array()}};
  for (const auto& one : conformance.deviations)
    json["deviations"].push_back({{"kind", kind_name(one.kind)},
                                  {"from", one.from},
                                  {"to", one.to},
                                  {"times", one.times},
                                  {"cases", one.cases},
                                  {"extra_s", one.extra_s},
                                  {"samples", one.samples},
                                  {"words", text_json(deviation_words(one))}});
  json["sentence"] = text_json(conformance_sentence(conformance));
  return json;
}

nlohmann::ordered_json handovers_json(const insight::EventLog& log,
                                      const std::vector<insight::Handover>& handovers) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& one : handovers)
    json.push_back({{"from", log.actors[one.from]},
                    {"to", log.actors[one.to]},
                    {"from_label", text_json(log.actor_label(one.from))},
                    {"to_label", text_json(log.actor_label(one.to))},
                    {"count", one.count},
                    {"cases", one.cases},
                    {"median_wait", one.median_wait},
                    {"p90_wait", one.p90_wait},
                    {"total_wait", one.total_wait}});
  return json;
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
