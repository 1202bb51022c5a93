#include "insight/story/week_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

#include "insight/rootcause/cause_tree.hpp"
#include "insight/rootcause/counted_causes.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "insight/story/metric_weeks.hpp"
#include "insight/story/week_moves.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/known_later.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kWeeksBefore = 8, kFewestWeeks = 5, kMostFacts = 10;
constexpr std::size_t kMostCauses = 2;  // Of one metric.
constexpr double kSureFact = 0.02;
constexpr double kMostSurprising = 6;  // Powers of ten of q.

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

base::Result<StoryWeeks> weeks_of(const Workspace& workspace, const RowsAsked& asked) {
  const auto data = metrics::data_period(workspace.model, workspace.engine, workspace.viewer);
  if (!data) return base::failure_of(data);
  StoryWeeks weeks;
  if (data->from && data->to) {
    weeks.last = std::min(asked.to.value_or(*data->to), *data->to);
    const auto days = (weeks.last - *data->from).count() + 1;
    weeks.count = static_cast<std::size_t>(
        std::clamp<std::int64_t>(days / 7, 0, static_cast<std::int64_t>(kWeeksBefore) + 1));
  }
  if (weeks.count >= kFewestWeeks + 1) return weeks;
  return base::failure(
      base::ErrorKind::input,
      fmt::format("too little to compare a week with: {} whole weeks, {} are needed", weeks.count,
                  kFewestWeeks + 1),
      fmt::format("可供比较的数据太少：{} 个完整的周，至少需要 {} 个", weeks.count,
                  kFewestWeeks + 1));
}

double capped(double value) {
  return std::clamp(std::isfinite(value) ? std::abs(value) : 0, 0.0, 1.0);
}

class WeekTelling {
 public:
  WeekTelling(const Workspace& workspace, const RowsAsked& asked, metrics::Language language,
              StoryWeeks weeks)
      : workspace_(workspace), asked_(asked), language_(language), weeks_(weeks) {}

  base::Result<WeekFacts> tell() {
    if (auto done = metric_facts(); !done) return tl::unexpected(done.error());
    for (const auto& counted : counted_stories)
      if (auto done = segment_facts(counted); !done) return tl::unexpected(done.error());
    for (const auto& told : causes_told)
      if (auto done = cause_facts(told); !done) return tl::unexpected(done.error());
    WeekFacts told;
    told.from = weeks_.from(weeks_.count - 1);
    told.to = weeks_.last;
    told.weeks_before = weeks_.count - 1;
    told.looked_at = looked_at_;
    const auto by_score = [](const WeekFact& a, const WeekFact& b) { return a.score > b.score; };
    std::ranges::stable_sort(facts_, by_score);
    std::ranges::stable_sort(levels_, by_score);
    std::erase_if(levels_, [&](const WeekFact& level) {  // Told already.
      return std::ranges::any_of(facts_, [&](const WeekFact& fact) {
        return fact.metric == level.metric && fact.conditions == level.conditions;
      });
    });
    for (auto* facts : {&facts_, &levels_})
      for (auto& fact : *facts)
        if (told.facts.size() < kMostFacts) told.facts.push_back(std::move(fact));
    return told;
  }

 private:
  // Numbers that are not where the weeks before were.
  base::Result<void> metric_facts() {
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
    const auto& values = weeks->values;
    const auto& n = weeks->n;
    std::vector<WeekFact> candidates;
    std::vector<double> p;
    for (std::size_t m = 0; m < all.size(); ++m) {
      const auto change = week_change(values[m]);
      if (!std::isfinite(values[m].back()) || change.low == change.high) continue;
      WeekFact fact;
      fact.kind = WeekFact::Kind::metric;
      fact.metric = all[m]->name;
      fact.value = values[m].back();
      fact.n = n[m];
      fact.expected = change.before;
      fact.low = change.low;
      fact.high = change.high;
      fact.p = change.p;
      if (all[m]->format == metrics::Format::money) fact.money = fact.value - fact.expected;
      p.push_back(fact.p);
      candidates.push_back(std::move(fact));
    }
    const auto q = benjamini_hochberg(p);
    looked_at_ += q.size();
    for (std::size_t i = 0; i < q.size(); ++i) {
      auto& fact = candidates[i];
      fact.q = q[i];
      if (fact.q > kSureFact) continue;
      const double size = capped((fact.value - fact.expected) / fact.expected);
      fact.score = size + surprise(fact.q) + (fact.money != 0 ? size : 0);
      facts_.push_back(std::move(fact));
    }
    return {};
  }

  static double surprise(double q) {
    return capped(-std::log10(std::max(q, 1e-300)) / kMostSurprising);
  }

  base::Result<void> segment_facts(const CountedStory& counted) {
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
    std::vector<std::vector<std::string>> names(dimensions.size());
    std::vector<std::map<std::string, std::uint32_t>> numbers(dimensions.size());
    std::map<std::vector<std::uint32_t>, WeekCell> cells;
    double count = 0, money = 0;
    for (const auto& row : rows->rows) {
      const auto* day = std::get_if<records::Day>(&row[dimensions.size()]);
      if (day == nullptr) continue;
      std::vector<std::uint32_t> values(dimensions.size(), kNotTold);
      for (std::size_t d = 0; d < dimensions.size(); ++d) {
        if (store::is_null(row[d])) continue;
        const auto [found, is_new] =
            numbers[d].emplace(text_in(row[d]), static_cast<std::uint32_t>(names[d].size()));
        if (is_new) names[d].push_back(metrics::label_of(*dimensions[d], row[d], language_));
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
      count += 1;
      money += value;
    }
    std::vector<WeekCell> all;
    for (auto& [values, cell] : cells) all.push_back(std::move(cell));
    if (all.empty()) return {};
    const auto found = week_moves(all, dimensions.size());
    looked_at_ += found.looked_at;
    for (const auto& move : found.moves) {
      WeekFact fact;
      fact.kind = WeekFact::Kind::segment;
      fact.metric = counted.metric;
      for (const auto& [d, value] : move.conditions)
        fact.conditions.emplace_back(dimensions[d], names[d][value]);
      fact.value = fact.n = move.count;
      fact.expected = move.expected;
      fact.low = move.low;
      fact.high = move.high;
      fact.money = move.money;
      fact.p = move.p;
      fact.q = move.q;
      fact.score = capped(move.excess / std::max(count, 1.0)) + surprise(move.q) +
                   (money > 0 ? capped(move.money / money) : 0);
      facts_.push_back(std::move(fact));
    }
    // What there is most of, for weeks in which little moves.
    std::map<std::uint32_t, double> most;
    for (const auto& cell : all)
      if (cell.values[0] != kNotTold) most[cell.values[0]] += cell.counts.back();
    for (const auto& [value, of] : most) {
      if (of < 1) continue;
      WeekFact fact;
      fact.metric = counted.metric;
      fact.conditions = {{dimensions[0], names[0][value]}};
      fact.value = of;
      fact.n = count;
      fact.expected = of / count;
      const auto interval = metrics::share_interval(of, count);
      fact.low = interval->low;
      fact.high = interval->high;
      fact.score = fact.expected;
      levels_.push_back(std::move(fact));
    }
    return {};
  }

  // The first place on each path that is more than where a problem belongs.
  static const Cause* first_finding(const Cause& cause, std::vector<Cause>& path) {
    path.push_back(cause);
    if (cause.ratio > 0 && !is_its_home(cause)) return &cause;
    for (const auto& next : cause.causes)
      if (const auto* found = first_finding(next, path)) return found;
    path.pop_back();
    return nullptr;
  }

  base::Result<void> cause_facts(const CausesTold& told) {
    RowsAsked rows = asked_;
    rows.from = weeks_.last - std::chrono::days(told.days - 1);
    rows.to = weeks_.last;
    const auto counted = counted_causes(workspace_, told.metric, {}, language_, rows);
    if (!counted && counted.error().kind == base::ErrorKind::usage && !asked_.where.empty())
      return {};
    if (!counted) return tl::unexpected(counted.error());
    const auto tree = cause_tree(counted->rows);
    if (!tree) return {};  // No events.
    looked_at_ += tree->looked_at;
    std::size_t of_metric = 0;
    for (const auto& cause : tree->causes) {
      if (of_metric == kMostCauses) break;
      std::vector<Cause> path;
      const auto* found = first_finding(cause, path);
      if (found == nullptr) continue;
      ++of_metric;
      // One why deeper, where there is one: carrier, then province.
      if (!found->causes.empty()) path.push_back(found->causes.front());
      const auto& last = path.back();
      WeekFact fact;
      fact.kind = WeekFact::Kind::cause;
      fact.metric = told.metric;
      fact.days = static_cast<std::size_t>(told.days);
      for (const auto& step : path)
        for (const auto& [d, value] : step.conditions)
          fact.conditions.emplace_back(counted->dimensions[d],
                                       counted->rows.dimensions[d].values[value]);
      fact.value = last.count;
      fact.n = last.base > 0 ? last.base : last.of;
      fact.expected = last.expected;
      fact.low = last.count / last.high;
      fact.high = last.count / last.low;
      fact.p = last.p;
      fact.q = last.q;
      fact.score = capped((last.count - last.expected) / tree->count) + surprise(last.q);
      facts_.push_back(std::move(fact));
    }
    return {};
  }

  const Workspace& workspace_;
  const RowsAsked& asked_;
  metrics::Language language_;
  StoryWeeks weeks_;
  std::size_t looked_at_ = 0;
  std::vector<WeekFact> facts_, levels_;
};

}  // namespace

base::Result<WeekFacts> week_facts(const Workspace& workspace, const RowsAsked& asked,
                                   metrics::Language language) {
  const auto weeks = weeks_of(workspace, asked);
  if (!weeks) return base::failure_of(weeks);
  return WeekTelling(workspace, asked, language, *weeks).tell();
}

}  // namespace aftercare::insight
