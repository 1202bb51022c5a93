#include "insight/story/week_telling.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "insight/rootcause/cause_tree.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "metrics/interval.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kMostFacts = 10;
constexpr std::size_t kMostCauses = 2;  // Of one metric.
constexpr double kSureFact = 0.02;
constexpr double kMostSurprising = 6;  // Powers of ten of q.

double capped(double value) {
  return std::clamp(std::isfinite(value) ? std::abs(value) : 0, 0.0, 1.0);
}

double surprise(double q) {
  return capped(-std::log10(std::max(q, 1e-300)) / kMostSurprising);
}

bool same_segment(const WeekFact& a, const WeekFact& b) {
  return a.metric.name == b.metric.name &&
         std::ranges::equal(a.conditions, b.conditions, [](const auto& one, const auto& other) {
           return one.first.name == other.first.name && one.second == other.second;
         });
}

const Cause* first_finding(const Cause& cause, std::vector<Cause>& path) {
  path.push_back(cause);
  if (cause.ratio > 0 && !is_its_home(cause)) return &cause;
  for (const auto& next : cause.causes)
    if (const auto* found = first_finding(next, path)) return found;
  path.pop_back();
  return nullptr;
}

}  // namespace

void WeekTelling::add_metrics(const std::vector<MetricOfWeeks>& all) {
  std::vector<WeekFact> candidates;
  std::vector<double> p;
  for (const auto& one : all) {
    const auto change = week_change(one.weeks);
    if (!std::isfinite(one.weeks.back()) || change.low == change.high) continue;
    WeekFact fact;
    fact.kind = WeekFact::Kind::metric;
    fact.metric = one.metric;
    fact.value = one.weeks.back();
    fact.n = one.n;
    fact.expected = change.before;
    fact.low = change.low;
    fact.high = change.high;
    fact.p = change.p;
    if (one.metric.format == metrics::Format::money) fact.money = fact.value - fact.expected;
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
    moved_.push_back(std::move(fact));
  }
}

void WeekTelling::add_segments(const SegmentsOfWeeks& segments) {
  if (segments.cells.empty()) return;
  double count = 0;
  for (const auto& cell : segments.cells) count += cell.counts.back();
  const auto found = week_moves(segments.cells, segments.dimensions.size());
  looked_at_ += found.looked_at;
  for (const auto& move : found.moves) {
    WeekFact fact;
    fact.kind = WeekFact::Kind::segment;
    fact.metric = segments.metric;
    for (const auto& [d, value] : move.conditions)
      fact.conditions.emplace_back(segments.dimensions[d], segments.values[d][value]);
    fact.value = fact.n = move.count;
    fact.expected = move.expected;
    fact.low = move.low;
    fact.high = move.high;
    fact.money = move.money;
    fact.p = move.p;
    fact.q = move.q;
    fact.score = capped(move.excess / std::max(count, 1.0)) + surprise(move.q) +
                 (segments.money > 0 ? capped(move.money / segments.money) : 0);
    moved_.push_back(std::move(fact));
  }
  // What there is most of, for weeks in which little moves.
  std::map<std::uint32_t, double> most;
  for (const auto& cell : segments.cells)
    if (cell.values[0] != kNotTold) most[cell.values[0]] += cell.counts.back();
  for (const auto& [value, of] : most) {
    if (of < 1) continue;
    WeekFact fact;
    fact.metric = segments.metric;
    fact.conditions = {{segments.dimensions[0], segments.values[0][value]}};
    fact.value = of;
    fact.n = count;
    fact.expected = of / count;
    const auto interval = metrics::share_interval(of, count);
    fact.low = interval->low;
    fact.high = interval->high;
    fact.score = fact.expected;
    levels_.push_back(std::move(fact));
  }
}

void WeekTelling::add_causes(const StoryMetric& metric,
                             const std::vector<StoryDimension>& dimensions, const CauseRows& rows,
                             std::size_t days) {
  const auto tree = cause_tree(rows);
  if (!tree) return;
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
    fact.metric = metric;
    fact.days = days;
    for (const auto& step : path)
      for (const auto& [d, value] : step.conditions)
        fact.conditions.emplace_back(dimensions[d], rows.dimensions[d].values[value]);
    fact.value = last.count;
    fact.n = last.base > 0 ? last.base : last.of;
    fact.expected = last.expected;
    fact.low = last.count / last.high;
    fact.high = last.count / last.low;
    fact.p = last.p;
    fact.q = last.q;
    fact.score = capped((last.count - last.expected) / tree->count) + surprise(last.q);
    moved_.push_back(std::move(fact));
  }
}

std::vector<WeekFact> WeekTelling::facts() && {
  const auto by_score = [](const WeekFact& a, const WeekFact& b) { return a.score > b.score; };
  std::ranges::stable_sort(moved_, by_score);
  std::ranges::stable_sort(levels_, by_score);
  std::erase_if(levels_, [&](const WeekFact& level) {  // Told already.
    return std::ranges::any_of(moved_,
                               [&](const WeekFact& fact) { return same_segment(fact, level); });
  });
  std::vector<WeekFact> told;
  for (auto* facts : {&moved_, &levels_})
    for (auto& fact : *facts)
      if (told.size() < kMostFacts) told.push_back(std::move(fact));
  return told;
}

}  // namespace aftercare::insight
