#include "insight/story/week_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "insight/rootcause/counted_causes.hpp"
#include "insight/story/metric_weeks.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/known_later.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kWeeksBefore = 8;

// Whose rows are looked into, and what an event of them costs.
struct CountedStory {
  const char* metric;
  const char* money;
  std::vector<const char*> dimensions;
};
const std::array<CountedStory, 2> counted_stories = {
    {{"complaints",
      "money_at_stake",
      {"topic", "component", "product", "province", "carrier", "channel"}},
     {"returns", "refund_amount", {"reason", "product", "province", "carrier"}}}};

// Of what ratios the causes are told, and over how many days.
struct CausesTold {
  const char* metric;
  int days;
};
constexpr auto causes_told =
    std::to_array<CausesTold>({{"quality_complaint_rate", 56}, {"late_share", 14}});

base::Message message_of(const records::Label& label) {
  return {label.en, label.zh};
}

StoryMetric story_metric(const metrics::Metric& metric) {
  return {metric.name, message_of(metric.label), metric.format};
}

std::vector<StoryDimension> story_dimensions(const std::vector<const metrics::Dimension*>& of) {
  std::vector<StoryDimension> dimensions;
  for (const auto* one : of) dimensions.push_back({one->name, message_of(one->label)});
  return dimensions;
}

base::Result<StoryWeeks> weeks_of(const Workspace& workspace, const RowsAsked& asked) {
  const auto data = metrics::data_period(workspace.model, workspace.engine, workspace.viewer);
  if (!data) return base::failure_of(data);
  StoryWeeks weeks;
  std::int64_t days = 0;
  if (data->from && data->to) {
    weeks.last = std::min(asked.to.value_or(*data->to), *data->to);
    days = (weeks.last - *data->from).count() + 1;
  }
  const auto count = weeks_told(days);
  if (!count) return base::failure_of(count);
  weeks.count = *count;
  return weeks;
}

class WorkspaceWeek {
 public:
  WorkspaceWeek(const Workspace& workspace, const RowsAsked& asked, metrics::Language language,
                StoryWeeks weeks)
      : workspace_(workspace), asked_(asked), language_(language), weeks_(weeks) {}

  base::Result<WeekFacts> tell() {
    if (auto done = add_metrics(); !done) return tl::unexpected(done.error());
    for (const auto& counted : counted_stories)
      if (auto done = add_segments(counted); !done) return tl::unexpected(done.error());
    for (const auto& told : causes_told)
      if (auto done = add_causes(told); !done) return tl::unexpected(done.error());
    WeekFacts told;
    told.from = weeks_.from(weeks_.count - 1);
    told.to = weeks_.last;
    told.weeks_before = weeks_.count - 1;
    told.looked_at = telling_.looked_at();
    told.facts = std::move(telling_).facts();
    return told;
  }

 private:
  // Numbers that are not where the weeks before were.
  base::Result<void> add_metrics() {
    std::vector<const metrics::Metric*> all;
    const auto where = metrics::resolve(workspace_.model, asked_.where);
    if (!where) return tl::unexpected(where.error());
    for (const auto& metric : workspace_.model.metrics()) {
      if (metrics::is_known_later(workspace_.model, metric)) continue;
      metrics::Question one;
      one.metrics = {metric.name};
      one.where = asked_.where;
      const auto resolved = metrics::resolve(workspace_.model, one);
      if (!resolved || !metrics::compile(workspace_.model, *resolved)) continue;
      all.push_back(&metric);
    }
    const auto weeks = metric_weeks(workspace_, all, asked_.where, weeks_);
    if (!weeks) return tl::unexpected(weeks.error());
    std::vector<MetricOfWeeks> told;
    for (std::size_t m = 0; m < all.size(); ++m)
      told.push_back({story_metric(*all[m]), weeks->values[m], weeks->n[m]});
    telling_.add_metrics(told);
    return {};
  }

  base::Result<void> add_segments(const CountedStory& counted) {
    std::vector<const metrics::Dimension*> dimensions;
    std::vector<std::string> columns;
    for (const auto* name : counted.dimensions) {
      const auto dimension = workspace_.model.dimension(name);
      if (!dimension) return tl::unexpected(dimension.error());
      dimensions.push_back(*dimension);
      columns.emplace_back(name);
    }
    columns.emplace_back("day");
    columns.emplace_back(counted.money);
    RowsAsked rows_asked = asked_;
    rows_asked.from = weeks_.from(0);
    rows_asked.to = weeks_.last;
    const auto rows = counted_rows(workspace_, counted.metric, columns, rows_asked);
    // A filter that these rows do not have leaves them out of the story.
    if (!rows && rows.error().kind == base::ErrorKind::usage && !asked_.where.empty()) return {};
    if (!rows) return tl::unexpected(rows.error());
    SegmentsOfWeeks segments{story_metric(**workspace_.model.metric(counted.metric)),
                             story_dimensions(dimensions),
                             {},
                             {},
                             0};
    segments.values.resize(dimensions.size());
    std::vector<std::map<std::string, std::uint32_t>> numbers(dimensions.size());
    std::map<std::vector<std::uint32_t>, WeekCell> cells;
    for (const auto& row : rows->rows) {
      const auto* day = std::get_if<records::Day>(&row[dimensions.size()]);
      if (day == nullptr) continue;
      std::vector<std::uint32_t> values(dimensions.size(), kNotTold);
      for (std::size_t d = 0; d < dimensions.size(); ++d) {
        if (store::is_null(row[d])) continue;
        auto& names = segments.values[d];
        const auto [found, is_new] =
            numbers[d].emplace(text_in(row[d]), static_cast<std::uint32_t>(names.size()));
        if (is_new) names.push_back(metrics::label_of(*dimensions[d], row[d], language_));
        values[d] = found->second;
      }
      auto& cell = cells[values];
      cell.values = std::move(values);
      cell.counts.resize(weeks_.count);
      const auto week = static_cast<std::size_t>((*day - weeks_.from(0)).count() / 7);
      cell.counts[week] += 1;
      if (week + 1 < weeks_.count) continue;
      const double value = metrics::number_in(row.back()).value_or(0);
      cell.money += value;
      segments.money += value;
    }
    for (auto& [values, cell] : cells) segments.cells.push_back(std::move(cell));
    telling_.add_segments(segments);
    return {};
  }

  base::Result<void> add_causes(const CausesTold& told) {
    RowsAsked rows = asked_;
    rows.from = weeks_.last - std::chrono::days(told.days - 1);
    rows.to = weeks_.last;
    const auto counted = counted_causes(workspace_, told.metric, {}, language_, rows);
    if (!counted && counted.error().kind == base::ErrorKind::usage && !asked_.where.empty())
      return {};
    if (!counted) return tl::unexpected(counted.error());
    telling_.add_causes(story_metric(**workspace_.model.metric(told.metric)),
                        story_dimensions(counted->dimensions), counted->rows,
                        static_cast<std::size_t>(told.days));
    return {};
  }

  const Workspace& workspace_;
  const RowsAsked& asked_;
  metrics::Language language_;
  StoryWeeks weeks_;
  WeekTelling telling_;
};

}  // namespace

base::Result<std::size_t> weeks_told(std::int64_t days) {
  const auto whole = static_cast<std::size_t>(
      std::clamp<std::int64_t>(days / 7, 0, static_cast<std::int64_t>(kWeeksBefore) + 1));
  if (whole > kFewestWeeksBefore) return whole;
  return base::failure(
      base::ErrorKind::input,
      fmt::format("too little to compare a week with: {} whole weeks, {} are needed", whole,
                  kFewestWeeksBefore + 1),
      fmt::format("可供比较的数据太少：{} 个完整的周，至少需要 {} 个", whole,
                  kFewestWeeksBefore + 1));
}

base::Result<WeekFacts> week_facts(const Workspace& workspace, const RowsAsked& asked,
                                   metrics::Language language) {
  const auto weeks = weeks_of(workspace, asked);
  if (!weeks) return base::failure_of(weeks);
  return WorkspaceWeek(workspace, asked, language, *weeks).tell();
}

}  // namespace aftercare::insight
