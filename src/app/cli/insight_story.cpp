// insight story FILE: the facts of the last week of a table's rows that matter.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "app/cli/table_causes.hpp"
#include "app/told_story.hpp"

namespace aftercare::app {
namespace {

using insight::SegmentsOfWeeks;
using insight::StoryDimension;
using insight::StoryMetric;
using std::chrono::days;

constexpr std::size_t kMostStoryValues = 1'000;  // Of a column whose segments are looked at.
constexpr int kCauseDays = 56;

const StoryMetric rows_metric{"rows", {"Rows", "行数"}, metrics::Format::count};

class TableWeek {
 public:
  TableWeek(const TableRows& rows, std::vector<NumberColumn> numbers,
            std::vector<std::size_t> columns, records::Day last, std::size_t weeks)
      : rows_(rows),
        numbers_(std::move(numbers)),
        columns_(std::move(columns)),
        last_(last),
        weeks_(weeks) {
    for (const auto row : rows_.kept())
      if (week_of(row)) looked_.push_back(row);
  }

  void add_metrics() {
    std::vector<insight::MetricOfWeeks> all = {{rows_metric, std::vector<double>(weeks_), 0}};
    for (const auto row : looked_) all[0].weeks[*week_of(row)] += 1;
    all[0].n = all[0].weeks.back();
    for (const auto& column : numbers_) {
      std::vector<double> sums(weeks_), counts(weeks_);
      for (const auto row : looked_)
        if (std::isfinite(column.values[row])) {
          sums[*week_of(row)] += column.values[row];
          counts[*week_of(row)] += 1;
        }
      auto& one = all.emplace_back();
      one.metric = metric_of(column);
      one.n = counts.back();
      for (std::size_t week = 0; week < weeks_; ++week)
        one.weeks.push_back(counts[week] > 0 ? sums[week] / counts[week] * (column.share ? 100 : 1)
                                             : std::numeric_limits<double>::quiet_NaN());
    }
    telling_.add_metrics(all);
  }

  /// Of all rows, and of those that a column of 0 and 1 marks.
  void add_segments() {
    add_segments(rows_metric, nullptr);
    for (const auto& column : numbers_)
      if (column.share) add_segments(events_of(column), &column);
  }

  /// Where the marked rows of the last weeks gather.
  base::Result<void> add_causes(const std::string& by, const std::vector<std::string>& taken) {
    for (const auto& column : numbers_) {
      if (!column.share) continue;
      auto events = column.values;
      for (std::size_t row = 0; row < events.size(); ++row) {
        const auto& day = rows_.days()[row];
        if (!day || *day > last_ || *day <= last_ - days(kCauseDays))
          events[row] = std::numeric_limits<double>::quiet_NaN();
      }
      TableCauseWords words;
      words.by = by;
      words.taken = taken;
      const auto causes = TableCauses::count(rows_, events, {}, words);
      if (!causes) return base::failure_of(causes);
      std::vector<StoryDimension> dimensions;
      for (const auto& one : causes->rows().dimensions)
        dimensions.push_back({one.name, insight::same(one.name)});
      telling_.add_causes(events_of(column), dimensions, causes->rows(), kCauseDays);
    }
    return {};
  }

  insight::WeekFacts told() && {
    insight::WeekFacts week;
    week.from = last_ - days(6);
    week.to = last_;
    week.weeks_before = weeks_ - 1;
    week.looked_at = telling_.looked_at();
    week.facts = std::move(telling_).facts();
    return week;
  }

 private:
  std::optional<std::size_t> week_of(std::size_t row) const {
    const auto& day = rows_.days()[row];
    if (!day || *day > last_) return std::nullopt;
    const auto back = static_cast<std::size_t>((last_ - *day).count() / 7);
    return back < weeks_ ? std::optional(weeks_ - 1 - back) : std::nullopt;
  }

  static StoryMetric metric_of(const NumberColumn& column) {
    StoryMetric metric{
        column.name, {"Mean of " + column.name, column.name + " 均值"}, std::nullopt};
    if (column.share) {
      metric.label = {"Share of " + column.name, column.name + " 占比"};
      metric.format = metrics::Format::percent;
    }
    return metric;
  }

  static StoryMetric events_of(const NumberColumn& column) {
    return {column.name, insight::same(column.name), metrics::Format::count};
  }

  void add_segments(const StoryMetric& metric, const NumberColumn* marked) {
    SegmentsOfWeeks segments;
    segments.metric = metric;
    for (const auto column : columns_) {
      const auto& name = rows_.table().table().columns[column];
      segments.dimensions.push_back({name, insight::same(name)});
    }
    segments.values.resize(columns_.size());
    std::vector<std::unordered_map<std::string_view, std::uint32_t>> numbers(columns_.size());
    std::map<std::vector<std::uint32_t>, insight::WeekCell> cells;
    for (const auto row : looked_) {
      if (marked != nullptr && marked->values[row] != 1) continue;
      std::vector<std::uint32_t> values(columns_.size(), insight::kNotTold);
      for (std::size_t d = 0; d < columns_.size(); ++d) {
        const auto text = rows_.cell(row, columns_[d]);
        if (text.empty()) continue;
        auto& known = segments.values[d];
        const auto [at, is_new] =
            numbers[d].emplace(text, static_cast<std::uint32_t>(known.size()));
        if (is_new) known.emplace_back(text);
        values[d] = at->second;
      }
      auto& cell = cells[values];
      cell.values = std::move(values);
      cell.counts.resize(weeks_);
      cell.counts[*week_of(row)] += 1;
    }
    for (auto& [values, cell] : cells) segments.cells.push_back(std::move(cell));
    telling_.add_segments(segments);
  }

  const TableRows& rows_;
  std::vector<NumberColumn> numbers_;
  std::vector<std::size_t> columns_;
  records::Day last_;
  std::size_t weeks_;
  std::vector<std::size_t> looked_;  // Rows of the weeks.
  insight::WeekTelling telling_;
};

}  // namespace

base::Result<int> insight_story(const InsightArguments& arguments, const Place& place) {
  if (arguments.time.empty())
    return base::failure("no column of times is named: give FILE --time COLUMN",
                         "未指定时间列：请给出 FILE --time 列");
  const auto rows = TableRows::read(arguments, DaysRead::always, place);
  if (!rows) return base::failure_of(rows);
  const auto& table = rows->table();
  std::optional<records::Day> first, last;
  for (const auto row : rows->kept())
    if (const auto& day = rows->days()[row]) {
      first = first ? std::min(*first, *day) : *day;
      last = last ? std::max(*last, *day) : *day;
    }
  const auto weeks = insight::weeks_told(first ? (*last - *first).count() + 1 : 0);
  if (!weeks) return base::failure_of(weeks);
  std::vector<std::string> taken = {arguments.time};
  auto numbers = number_columns(table, arguments.value, taken);
  if (!numbers) return base::failure_of(numbers);
  for (const auto& column : *numbers) taken.push_back(column.name);
  auto columns = describing_columns(table, arguments.by, taken, kMostStoryValues);
  // A table of times and numbers alone has weeks too.
  const bool described = columns.has_value();
  if (!described && !arguments.by.empty()) return base::failure_of(columns);
  TableWeek week(*rows, std::move(*numbers),
                 described ? std::move(*columns) : std::vector<std::size_t>(), *last, *weeks);
  week.add_metrics();
  if (described) {
    week.add_segments();
    if (const auto done = week.add_causes(arguments.by, taken); !done)
      return tl::unexpected(done.error());
  }
  const auto told = told_story(std::move(week).told());
  return tell_sheet(told.json, told.sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
