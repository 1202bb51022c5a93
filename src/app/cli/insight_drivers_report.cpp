#include "app/cli/insight_drivers_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/told_samples.hpp"

namespace aftercare::app {
namespace {

using DriversJson = nlohmann::ordered_json;

}  // namespace

base::Result<DayRange> day_range(const char* option, const std::string& text) {
  if (text.empty())
    return base::failure(
        fmt::format("no period: {} is missing. Write {} YYYY-MM-DD..YYYY-MM-DD", option, option),
        fmt::format("缺少时间段：请给出 {} YYYY-MM-DD..YYYY-MM-DD", option));
  const auto dots = text.find("..");
  const auto begin =
      dots == text.npos ? std::optional<records::Day>() : records::parse_day(text.substr(0, dots));
  const auto end =
      dots == text.npos ? std::optional<records::Day>() : records::parse_day(text.substr(dots + 2));
  if (begin && end && *begin <= *end) {
    const auto micros = [](records::Day day) {
      return static_cast<double>(std::chrono::microseconds(day.time_since_epoch()).count());
    };
    return DayRange{micros(*begin), micros(*end + std::chrono::days(1))};
  }
  return base::failure(
      fmt::format("no period: {} '{}'. Write YYYY-MM-DD..YYYY-MM-DD, the first day first", option,
                  text),
      fmt::format("不是有效的时间段：{} “{}”。请写 YYYY-MM-DD..YYYY-MM-DD，起始日在前", option,
                  text));
}

std::string DriversReport::name_of(const insight::DrivingSegment& segment) const {
  std::string text;
  for (const auto& [dimension, value] : segment.conditions) {
    const auto& of = rows_.dimensions[dimension];
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", of.name,
                        of.values[value].empty() ? "—" : of.values[value]);
  }
  return text;
}

base::Message DriversReport::sentence() const {
  const auto& whole = drivers_.whole;
  const double first = mean_ ? whole.mean(0) : whole.n[0],
               second = mean_ ? whole.mean(1) : whole.n[1];
  base::Message told{
      fmt::format("{} {:.4g} in {} ({} rows), {:.4g} in {} ({} rows): {:+.4g} ({:+.4g} to "
                  "{:+.4g} with 95 %)",
                  mean_ ? "The mean is" : "Rows:", first, groups_.name[0], whole.n[0], second,
                  groups_.name[1], whole.n[1], drivers_.gap, drivers_.gap_low, drivers_.gap_high),
      fmt::format("{}在 {} 为 {:.4g}（{} 行），在 {} 为 {:.4g}（{} 行）：{:+.4g}（95% 区间 {:+.4g} "
                  "至 {:+.4g}）",
                  mean_ ? "均值" : "行数", groups_.name[0], first, whole.n[0], groups_.name[1],
                  second, whole.n[1], drivers_.gap, drivers_.gap_low, drivers_.gap_high)};
  if (drivers_.segments.empty()) {
    told.en +=
        fmt::format(". None of {} segments moved otherwise than the rest.", drivers_.looked_at);
    told.zh += fmt::format("。{} 个细分中没有与其余部分变化不同的。", drivers_.looked_at);
    return told;
  }
  const auto& one = drivers_.segments.front();
  told.en += fmt::format(". Above all {}: {:+.4g} of it ({:+.4g} to {:+.4g}).", name_of(one),
                         one.contribution, one.contribution_low, one.contribution_high);
  told.zh += fmt::format("。首先是 {}：贡献 {:+.4g}（{:+.4g} 至 {:+.4g}）。", name_of(one),
                         one.contribution, one.contribution_low, one.contribution_high);
  return told;
}

nlohmann::ordered_json DriversReport::json() const {
  const auto& whole = drivers_.whole;
  DriversJson json = {{"measure", mean_ ? "mean" : "count"},
                      {"groups", DriversJson::array()},
                      {"gap", drivers_.gap},
                      {"gap_low", drivers_.gap_low},
                      {"gap_high", drivers_.gap_high},
                      {"looked_at", drivers_.looked_at},
                      {"depth", drivers_.depth},
                      {"dimensions", DriversJson::array()},
                      {"segments", DriversJson::array()}};
  for (int g = 0; g < 2; ++g) {
    DriversJson group = {{"name", groups_.name[g]}, {"n", whole.n[g]}};
    if (mean_) group["mean"] = whole.mean(g);
    json["groups"].push_back(std::move(group));
  }
  for (const auto& effect : drivers_.dimensions) {
    DriversJson one = {{"dimension", rows_.dimensions[effect.dimension].name}, {"mix", effect.mix}};
    if (mean_) one["rate"] = effect.rate;
    json["dimensions"].push_back(std::move(one));
  }
  for (std::size_t i = 0; i < drivers_.segments.size(); ++i) {
    json["segments"].push_back(segment_json(drivers_.segments[i]));
    if (i < samples_.size()) json["segments"].back()["samples"] = samples_[i];
  }
  json["sentence"] = sentence_json(sentence());
  return json;
}

insight::Sheet DriversReport::sheet() const {
  insight::Sheet sheet;
  sheet.title = {"What explains the gap", "差距由来"};
  sheet.sentence = sentence();
  insight::SheetTable table, samples;
  table.columns = {{{"segment", "细分"}, false},
                   {{"rows", "行数"}, true},
                   {mean_ ? base::Message{"moved more by", "多变化"}
                          : base::Message{"times the rest", "相对其余倍数"},
                    true},
                   {{"of the gap", "对差距的贡献"}, true},
                   {{"95 %", "95% 区间"}, true},
                   {insight::same("q"), true}};
  table.mark_base = 0;
  samples.title = {"Samples", "示例"};
  samples.columns = {{{"segment", "细分"}, false}, {{"keys", "编号"}, false}};
  for (std::size_t i = 0; i < drivers_.segments.size(); ++i) {
    const auto& one = drivers_.segments[i];
    auto& row = table.rows.emplace_back();
    for (auto& cell :
         {name_of(one), fmt::format("{} → {}", one.sums.n[0], one.sums.n[1]),
          fmt::format("{:.4g}", one.excess), fmt::format("{:+.4g}", one.contribution),
          fmt::format("{:+.4g} … {:+.4g}", one.contribution_low, one.contribution_high),
          fmt::format("{:.2g}", one.q)})
      row.cells.push_back(insight::same(cell));
    row.mark = {one.contribution, one.contribution_low, one.contribution_high};
    if (i < samples_.size() && !samples_[i].empty())
      samples.rows.push_back(
          {{insight::same(name_of(one)), insight::same(sample_keys(samples_[i]))}, 0, {}, {}});
  }
  sheet.tables.push_back(std::move(table));
  if (!samples.rows.empty()) sheet.tables.push_back(std::move(samples));
  return sheet;
}

nlohmann::ordered_json DriversReport::segment_json(const insight::DrivingSegment& segment) const {
  DriversJson conditions = DriversJson::object();
  for (const auto& [dimension, value] : segment.conditions)
    conditions[rows_.dimensions[dimension].name] = rows_.dimensions[dimension].values[value];
  DriversJson json = {{"conditions", std::move(conditions)},
                      {"n", {segment.sums.n[0], segment.sums.n[1]}}};
  if (mean_) json["mean"] = {number_json(segment.sums.mean(0)), number_json(segment.sums.mean(1))};
  json["excess"] = segment.excess;
  json["low"] = segment.low;
  json["high"] = segment.high;
  json["contribution"] = segment.contribution;
  json["contribution_low"] = segment.contribution_low;
  json["contribution_high"] = segment.contribution_high;
  json["p"] = segment.p;
  json["q"] = segment.q;
  return json;
}

}  // namespace aftercare::app
