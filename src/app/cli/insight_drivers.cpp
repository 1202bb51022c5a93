// insight drivers: what explains the gap between two periods or groups of a file's rows.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_table.hpp"
#include "app/cli/table_text.hpp"
#include "insight/drivers/drivers.hpp"
#include "insight/drivers/metric_rows.hpp"
#include "metrics/where.hpp"
#include "standard/moment_text.hpp"

namespace aftercare::app {
namespace {

using DriversJson = nlohmann::ordered_json;
using insight::Measure;

/// Which of the two groups a row belongs to; none for the others.
struct GroupOf {
  std::string name[2];
  std::vector<std::optional<int>> of;  // Of each row.
};

struct DayRange {
  double begin = 0, end = 0;  // Microseconds UTC, the end not in it.
};

// "2026-01-01..2026-01-31"; both days belong to it.
base::Result<DayRange> day_range(const std::string& text) {
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
      fmt::format("no period: {}. Write YYYY-MM-DD..YYYY-MM-DD, the first day first", text),
      fmt::format("不是有效的时间段：{}。请写 YYYY-MM-DD..YYYY-MM-DD，起始日在前", text));
}

base::Result<GroupOf> by_period(const InsightTable& table, const InsightArguments& arguments) {
  const auto before = day_range(arguments.before), after = day_range(arguments.after);
  if (!before) return base::failure_of(before);
  if (!after) return base::failure_of(after);
  const auto times = table.times(arguments.time);
  if (!times) return base::failure_of(times);
  if (!times->calendar)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the column holds numbers, no days: {}", arguments.time),
                         fmt::format("该列是数字而不是日期：{}", arguments.time));
  GroupOf groups{{arguments.before, arguments.after}, {}};
  for (const auto time : times->values) {
    auto& of = groups.of.emplace_back();
    if (time >= before->begin && time < before->end) of = 0;
    if (time >= after->begin && time < after->end) of = 1;
  }
  return groups;
}

base::Result<GroupOf> by_column(const InsightTable& table, const InsightArguments& arguments) {
  const auto column = table.column(arguments.group);
  if (!column) return base::failure_of(column);
  GroupOf groups{{arguments.from, arguments.to}, {}};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cell = table.cell(row, *column);
    auto& of = groups.of.emplace_back();
    if (cell == arguments.from) of = 0;
    if (cell == arguments.to) of = 1;
  }
  return groups;
}

base::Result<GroupOf> groups_of_rows(const InsightTable& table, const InsightArguments& arguments) {
  if (!arguments.time.empty() && !arguments.before.empty() && !arguments.after.empty())
    return by_period(table, arguments);
  if (!arguments.group.empty() && !arguments.from.empty() && !arguments.to.empty())
    return by_column(table, arguments);
  return base::failure(
      "no two groups are named: give --time COLUMN --before DAY..DAY --after DAY..DAY, or --group "
      "COLUMN --from VALUE --to VALUE",
      "未指定两组：请给出 --time 列 --before 日..日 --after 日..日，或 --group 列 --from 值 --to "
      "值");
}

// Columns that can describe a group: those asked for, or all that have few different values.
base::Result<std::vector<std::size_t>> dimension_columns(const InsightTable& table,
                                                         const InsightArguments& arguments) {
  std::vector<std::size_t> columns;
  for (std::size_t begin = 0; begin < arguments.by.size();) {
    const auto end = std::min(arguments.by.find(',', begin), arguments.by.size());
    const auto column = table.column(arguments.by.substr(begin, end - begin));
    if (!column) return base::failure_of(column);
    columns.push_back(*column);
    begin = end + 1;
  }
  if (!columns.empty()) return columns;
  constexpr std::size_t most_values = 100, most_columns = 12;
  for (std::size_t column = 0; column < table.table().columns.size(); ++column) {
    const auto& name = table.table().columns[column];
    if (name == arguments.time || name == arguments.value || name == arguments.group) continue;
    std::vector<std::string_view> values;
    for (std::size_t row = 0; row < table.rows() && values.size() <= most_values; ++row) {
      const auto cell = table.cell(row, column);
      const auto at = std::lower_bound(values.begin(), values.end(), cell);
      if (at == values.end() || *at != cell) values.insert(at, cell);
    }
    if (values.size() > 1 && values.size() <= most_values) columns.push_back(column);
    if (columns.size() == most_columns) break;
  }
  if (!columns.empty()) return columns;
  return base::failure(base::ErrorKind::input,
                       "no column describes the rows: each has one value or more than 100 "
                       "different ones. Name some with --by",
                       "没有可用于描述的列：每列只有一个值或超过 100 个不同值。请用 --by 指定");
}

class DriversReport {
 public:
  DriversReport(const insight::LabelledRows& rows, const insight::Drivers& drivers, Measure measure,
                const GroupOf& groups)
      : rows_(rows), drivers_(drivers), mean_(measure == Measure::mean), groups_(groups) {}

  std::string name_of(const insight::DrivingSegment& segment) const {
    std::string text;
    for (const auto& [dimension, value] : segment.conditions) {
      const auto& of = rows_.dimensions[dimension];
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", of.name,
                          of.values[value].empty() ? "—" : of.values[value]);
    }
    return text;
  }

  base::Message sentence() const {
    const auto& whole = drivers_.whole;
    const double first = mean_ ? whole.mean(0) : whole.n[0],
                 second = mean_ ? whole.mean(1) : whole.n[1];
    base::Message told{
        fmt::format("{} {:.4g} in {} ({} rows), {:.4g} in {} ({} rows): {:+.4g} ({:+.4g} to "
                    "{:+.4g} with 95 %)",
                    mean_ ? "The mean is" : "Rows:", first, groups_.name[0], whole.n[0], second,
                    groups_.name[1], whole.n[1], drivers_.gap, drivers_.gap_low, drivers_.gap_high),
        fmt::format(
            "{}在 {} 为 {:.4g}（{} 行），在 {} 为 {:.4g}（{} 行）：{:+.4g}（95% 区间 {:+.4g} "
            "至 {:+.4g}）",
            mean_ ? "均值" : "行数", groups_.name[0], first, whole.n[0], groups_.name[1], second,
            whole.n[1], drivers_.gap, drivers_.gap_low, drivers_.gap_high)};
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

  DriversJson json() const {
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
      DriversJson one = {{"dimension", rows_.dimensions[effect.dimension].name},
                         {"mix", effect.mix}};
      if (mean_) one["rate"] = effect.rate;
      json["dimensions"].push_back(std::move(one));
    }
    for (const auto& segment : drivers_.segments) json["segments"].push_back(segment_json(segment));
    json["sentence"] = sentence_json(sentence());
    return json;
  }

  void print(const Console& console, std::size_t top) const {
    const auto told = sentence();
    console.line(console.say(told.en, told.zh));
    const auto say = [&](const char* en, const char* zh) {
      return std::string(console.say(en, zh));
    };
    TextTable table{{say("segment", "细分"), say("rows", "行数"),
                     mean_ ? say("moved more by", "多变化") : say("times the rest", "相对其余倍数"),
                     say("of the gap", "对差距的贡献"), say("95 %", "95% 区间"), "q"},
                    {},
                    {false, true, true, true, true, true}};
    for (const auto& one : drivers_.segments) {
      if (table.rows.size() == top) break;
      table.rows.push_back(
          {name_of(one), fmt::format("{} → {}", one.sums.n[0], one.sums.n[1]),
           fmt::format("{:.4g}", one.excess), fmt::format("{:+.4g}", one.contribution),
           fmt::format("{:+.4g} … {:+.4g}", one.contribution_low, one.contribution_high),
           fmt::format("{:.2g}", one.q)});
    }
    if (!table.rows.empty()) console.print(to_text(table));
  }

 private:
  DriversJson segment_json(const insight::DrivingSegment& segment) const {
    DriversJson conditions = DriversJson::object();
    for (const auto& [dimension, value] : segment.conditions)
      conditions[rows_.dimensions[dimension].name] = rows_.dimensions[dimension].values[value];
    DriversJson json = {{"conditions", std::move(conditions)},
                        {"n", {segment.sums.n[0], segment.sums.n[1]}}};
    if (mean_)
      json["mean"] = {number_json(segment.sums.mean(0)), number_json(segment.sums.mean(1))};
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

  const insight::LabelledRows& rows_;
  const insight::Drivers& drivers_;
  bool mean_;
  const GroupOf& groups_;
};

}  // namespace

namespace {

// Dimensions that both parts of the metric have and that are no time; those asked for, or all.
base::Result<std::vector<std::string>> metric_dimensions(const InsightArguments& arguments,
                                                         const metrics::Model& model,
                                                         const metrics::Metric& metric) {
  const auto fits = [&](const metrics::Dimension& dimension) {
    if (dimension.kind == metrics::DimensionKind::time) return false;
    const auto has = [&](const metrics::Alternatives& alternatives) {
      return metrics::has_dimension(alternatives.front().fact, dimension);
    };
    if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind))
      return has(ratio->numerator) && has(ratio->denominator);
    return has(std::get<metrics::Single>(metric.kind).of);
  };
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < arguments.by.size();) {
    const auto end = std::min(arguments.by.find(',', begin), arguments.by.size());
    const auto dimension = model.dimension(arguments.by.substr(begin, end - begin));
    if (!dimension) return base::failure_of(dimension);
    if (!fits(**dimension))
      return base::failure(fmt::format("{} is not known by {}", metric.name, (*dimension)->name),
                           fmt::format("{}不能按{}查看", metric.label.zh, (*dimension)->label.zh));
    names.push_back((*dimension)->name);
    begin = end + 1;
  }
  if (!names.empty()) return names;
  // A topic says its group, a city its province, and both would fill the search with echoes.
  static constexpr std::string_view usual[] = {"topic",   "product", "province",
                                               "channel", "carrier", "batch_no",
                                               "team",    "reason",  "return_kind"};
  for (const auto name : usual)
    if (const auto dimension = model.dimension(name); dimension && fits(**dimension))
      names.emplace_back(name);
  if (!names.empty()) return names;
  return base::failure(
      fmt::format("nothing to explain {} by: name dimensions with --by", metric.name),
      fmt::format("没有可解释{}的维度：请用 --by 指定", metric.label.zh));
}

// What can be summed over rows: counts, and ratios of counts.
base::Result<Measure> measure_of(const metrics::Metric& metric) {
  using store::Function;
  const auto counts = [](const metrics::Alternatives& alternatives) {
    return alternatives.front().function == Function::count;
  };
  if (const auto* single = std::get_if<metrics::Single>(&metric.kind); single && counts(single->of))
    return Measure::count;
  if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind);
      ratio && counts(ratio->numerator) && counts(ratio->denominator))
    return Measure::mean;
  return base::failure(
      fmt::format("{} counts no rows: drivers explain counts and ratios of counts", metric.name),
      fmt::format("{}不是行数：差距分析适用于计数及计数之比", metric.label.zh));
}

}  // namespace

base::Result<int> insight_metric_drivers(const InsightArguments& arguments,
                                         const pipeline::Session& session, const Place& place) {
  const auto& model = session.model();
  const auto metric = model.metric(arguments.metric);
  if (!metric) return base::failure_of(metric);
  const auto measure = measure_of(**metric);
  if (!measure) return base::failure_of(measure);
  const auto dimensions = metric_dimensions(arguments, model, **metric);
  if (!dimensions) return base::failure_of(dimensions);
  auto where = metrics::parse_where(model, arguments.where);
  if (!where) return base::failure_of(where);
  const GroupOf groups{{arguments.before, arguments.after}, {}};
  insight::RowsAsked asked[2];
  for (int group = 0; group < 2; ++group) {
    const auto& days = group == 0 ? arguments.before : arguments.after;
    if (const auto range = day_range(days); !range) return base::failure_of(range);
    asked[group] = {*where, records::parse_day(days.substr(0, 10)),
                    records::parse_day(days.substr(12))};
  }
  const insight::Workspace workspace{model, session.store(), place.caller.viewer};
  const auto rows = insight::metric_rows(
      workspace, (*metric)->name, *dimensions,
      place.console.chinese() ? metrics::Language::zh : metrics::Language::en, asked[0], asked[1]);
  if (!rows) return base::failure_of(rows);
  insight::DriverSettings settings;
  settings.measure = *measure;
  settings.depth = arguments.depth;
  const auto drivers = insight::drivers_of(*rows, settings);
  if (!drivers) return base::failure_of(drivers);
  const DriversReport report(*rows, *drivers, settings.measure, groups);
  if (place.console.json())
    place.console.line(dumped_json(report.json()));
  else
    report.print(place.console, arguments.top);
  return kDone;
}

base::Result<int> insight_drivers(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty())
    return base::failure("nothing to look at: give FILE, or --metric NAME of the workspace",
                         "没有可分析的数据：请给出 FILE，或用 --metric 指定工作区的指标");
  const auto table = InsightTable::read(arguments.file, place);
  if (!table) return base::failure_of(table);
  const auto groups = groups_of_rows(*table, arguments);
  if (!groups) return base::failure_of(groups);
  base::Result<std::vector<double>> numbers;
  if (!arguments.value.empty()) numbers = table->numbers(arguments.value);
  if (!numbers) return base::failure_of(numbers);
  const auto columns = dimension_columns(*table, arguments);
  if (!columns) return base::failure_of(columns);
  std::vector<std::string> names;
  for (const auto column : *columns) names.push_back(table->table().columns[column]);
  insight::LabelledRowsBuilder builder(names);
  std::vector<std::string_view> values(columns->size());
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const double number = numbers->empty() ? 1 : (*numbers)[row];
    if (!groups->of[row] || !std::isfinite(number)) continue;
    for (std::size_t d = 0; d < columns->size(); ++d) values[d] = table->cell(row, (*columns)[d]);
    builder.add(values, *groups->of[row], number);
  }
  const auto rows = std::move(builder).build();
  insight::DriverSettings settings;
  settings.measure = arguments.value.empty() ? Measure::count : Measure::mean;
  settings.depth = arguments.depth;
  const auto drivers = insight::drivers_of(rows, settings);
  if (!drivers) return base::failure_of(drivers);
  const DriversReport report(rows, *drivers, settings.measure, *groups);
  if (place.console.json())
    place.console.line(dumped_json(report.json()));
  else
    report.print(place.console, arguments.top);
  return kDone;
}

}  // namespace aftercare::app
