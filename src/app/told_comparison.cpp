#include "app/told_comparison.hpp"

#include <fmt/format.h>

#include "metrics/format.hpp"

namespace aftercare::app {
namespace {

base::Message shown_number(std::optional<metrics::Format> format,
                           const std::optional<double>& value) {
  if (!format) return insight::same(value ? fmt::format("{:.4g}", *value) : "—");
  return {metrics::format_value(*format, value, metrics::Language::en),
          metrics::format_value(*format, value, metrics::Language::zh)};
}

base::Message compare_sentence(const insight::Comparison& comparison, const std::string& first,
                               const base::Message& second) {
  base::Message told{fmt::format("{} beside {}: ", first, second.en),
                     fmt::format("{} 与 {} 相比：", first, second.zh)};
  std::size_t clear = 0;
  for (const auto& one : comparison.metrics) clear += one.clear ? 1 : 0;
  if (clear == 0) {
    told.en += fmt::format("none of {} metrics tested differs beyond chance.", comparison.tested);
    told.zh += fmt::format("检验的 {} 个指标中没有超出偶然的差异。", comparison.tested);
    return told;
  }
  const auto& one = comparison.metrics.front();
  const auto a = shown_number(one.format, one.value[0]), b = shown_number(one.format, one.value[1]);
  told.en += fmt::format(
      "{} of {} metrics tested differ beyond chance. The surest: {} is {} (n {:.0f}) beside {} (n "
      "{:.0f}), a difference of {:+.3g} ({:+.3g} to {:+.3g} with 95 %).",
      clear, comparison.tested, one.label.en, a.en, one.n[0], b.en, one.n[1],
      -one.difference->value, -one.difference->high, -one.difference->low);
  told.zh += fmt::format(
      "检验的 {} 个指标中有 {} 个差异超出偶然。最确定的：{}为 {}（n {:.0f}），另一组 {}（n "
      "{:.0f}），相差 {:+.3g}（95% 区间 {:+.3g} 至 {:+.3g}）。",
      comparison.tested, clear, one.label.zh, a.zh, one.n[0], b.zh, one.n[1],
      -one.difference->value, -one.difference->high, -one.difference->low);
  return told;
}

}  // namespace

base::Result<void> needs_segment(const InsightArguments& asked) {
  if (!asked.first.empty()) return {};
  return base::failure(
      "no segments are named: give --first CONDITION, and --second CONDITION unless it is all "
      "others. For example --first \"province = 广东\"",
      "未指定分组：请给出 --first 条件，以及 --second 条件（不给则为其余全部）。例如 --first "
      "\"province = 广东\"");
}

Explained told_comparison(const insight::Comparison& comparison, const std::string& first,
                          const std::string& second) {
  const base::Message other =
      second.empty() ? base::Message{"all others", "其余全部"} : insight::same(second);
  Explained told;
  auto& sheet = told.sheet;
  sheet.title = {"Two segments compared", "两组对比"};
  sheet.sentence = compare_sentence(comparison, first, other);
  auto& table = sheet.tables.emplace_back();
  table.note = {"Difference: first less second, with 95 %. q: over all metrics tested.",
                "差：第一组减第二组，95% 区间；q 已按全部检验的指标校正。"};
  table.columns = {{{"metric", "指标"}},         {insight::same(first), true},
                   {{"n", "n"}, true},           {other, true},
                   {{"n", "n"}, true},           {{"difference", "差"}, true},
                   {{"95 %", "95% 区间"}, true}, {{"q", "q"}, true}};
  told.json = {
      {"first", first},
      {"second", second.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(second)},
      {"tested", comparison.tested},
      {"metrics", nlohmann::ordered_json::array()},
      {"left_out", nlohmann::ordered_json::array()}};
  for (const auto& one : comparison.metrics) {
    nlohmann::ordered_json json = {{"metric", one.name},
                                   {"label", message_json(one.label)},
                                   {"values", {maybe_json(one.value[0]), maybe_json(one.value[1])}},
                                   {"n", {one.n[0], one.n[1]}},
                                   {"intervals", nlohmann::ordered_json::array()}};
    for (const auto& interval : one.interval)
      json["intervals"].push_back(interval ? nlohmann::ordered_json{interval->low, interval->high}
                                           : nlohmann::ordered_json(nullptr));
    insight::SheetRow row;
    row.cells = {one.label, shown_number(one.format, one.value[0]),
                 insight::same(fmt::format("{:.0f}", one.n[0])),
                 shown_number(one.format, one.value[1]),
                 insight::same(fmt::format("{:.0f}", one.n[1]))};
    if (one.difference) {
      const double value = -one.difference->value, low = -one.difference->high,
                   high = -one.difference->low;
      json["difference"] = value;
      json["low"] = low;
      json["high"] = high;
      json["p"] = one.difference->p;
      json["q"] = one.q;
      row.cells.push_back(insight::same(fmt::format("{:+.3g}", value)));
      row.cells.push_back(insight::same(fmt::format("{:+.3g} … {:+.3g}", low, high)));
      row.cells.push_back(insight::same(fmt::format("{:.2g}", one.q)));
      // Metrics have different units: drawn in standard errors.
      const double error = (high - low) / 2;
      if (error > 0) row.mark = {value / error, low / error, high / error};
    } else {
      json["difference"] = nullptr;  // A count, a quantile, or too few rows.
      row.cells.resize(8, insight::same("—"));
    }
    json["clear"] = one.clear;
    told.json["metrics"].push_back(std::move(json));
    table.rows.push_back(std::move(row));
  }
  table.mark_base = 0;
  for (const auto& [name, why] : comparison.left_out)
    told.json["left_out"].push_back({{"metric", name}, {"reason", message_json(why)}});
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
