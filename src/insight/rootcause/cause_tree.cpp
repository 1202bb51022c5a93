#include "insight/rootcause/cause_tree.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "insight/rootcause/cause_candidate.hpp"
#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

using Cell = CauseRows::Cell;
using Condition = CauseCondition;
using Candidate = CauseCandidate;

double total(const std::vector<const Cell*>& cells) {
  double sum = 0;
  for (const auto* cell : cells) sum += cell->count;
  return sum;
}

// Cells as a step sees them.
struct Pool {
  std::vector<const Cell*> events;
  std::vector<const Cell*> base;
  std::vector<const Cell*> beside;  // Events one step up that are not here: what shares are beside.
  double clustering = 1;            // Of the events.
};

class CauseSearch {
 public:
  CauseSearch(const CauseRows& rows, const CauseSettings& settings)
      : rows_(rows), settings_(settings) {}

  // The best causes of a pool, each with its own; `first_tests`: more that were looked at besides.
  void explain(Pool pool, const std::vector<Condition>& known, std::size_t depth,
               std::size_t besides, Cause& node) const {
    if (depth == 0 || total(pool.events) < settings_.least_events) return;
    const double all_base = total(pool.base);
    for (std::size_t found = 0; found < settings_.most_causes; ++found) {
      auto candidates = singles(pool, known);
      auto tests = candidates.size() + besides;
      const auto* best = surest(candidates, tests, node, found == 0);
      std::vector<Candidate> both;
      if (best == nullptr) {
        both = pairs(pool, known);
        tests += both.size();
        best = surest(both, tests, node, found == 0);
      }
      if (found == 0) node.looked_at = tests;
      if (best == nullptr) return;
      best = narrowed(pool, candidates, best, tests);
      Cause cause;
      cause.conditions = best->conditions;
      cause.count = best->count;
      cause.of = best->of;
      cause.base = best->by_share ? 0 : best->base;
      cause.base_of = best->by_share ? 0 : best->base_of;
      cause.expected = best->expected;
      cause.ratio = best->ratio;
      cause.low = best->low;
      cause.high = best->high;
      cause.p = best->p;
      cause.q = std::min(1.0, best->p * static_cast<double>(tests));
      auto inner = known;
      inner.insert(inner.end(), cause.conditions.begin(), cause.conditions.end());
      Pool inside, outside;
      split(pool.events, cause.conditions, inside.events, outside.events);
      if (best->by_share) {
        inside.base = pool.base;
        outside.base = pool.base;
      } else {
        split(pool.base, cause.conditions, inside.base, outside.base);
      }
      inside.beside = outside.events;
      inside.clustering = clustering_of(inner);
      outside.clustering = pool.clustering;
      outside.beside = pool.beside;
      explain(std::move(inside), inner, depth - 1, 0, cause);
      node.causes.push_back(std::move(cause));
      pool = std::move(outside);
      if (!(all_base > 0) && pool.events.empty()) return;
    }
  }

  // Of events that meet the conditions: a problem among them is told less often of one order.
  double clustering_of(const std::vector<Condition>& conditions) const {
    double least = rows_.clustering;
    for (const auto& [dimension, value] : conditions)
      if (rows_.dimensions[dimension].is_problem)
        least = std::min(least, rows_.dimensions[dimension].clustering);
    return least;
  }

  std::size_t count_singles(const Pool& pool, const std::vector<Condition>& known) const {
    return singles(pool, known).size();
  }

  static void split(const std::vector<const Cell*>& cells, const std::vector<Condition>& conditions,
                    std::vector<const Cell*>& inside, std::vector<const Cell*>& outside) {
    for (const auto* cell : cells) (fits(*cell, conditions) ? inside : outside).push_back(cell);
  }

 private:
  bool is_known(std::size_t dimension, const std::vector<Condition>& known) const {
    return std::ranges::any_of(known, [&](const auto& one) { return one.first == dimension; });
  }

  // A name of the problem is explained by no other name, only narrowed by what is not told.
  bool may_follow(std::size_t dimension, const std::vector<Condition>& known) const {
    if (is_known(dimension, known)) return false;
    if (!rows_.dimensions[dimension].is_problem) return true;
    return std::ranges::any_of(
        known, [&](const auto& one) { return !rows_.dimensions[one.first].is_problem; });
  }

  std::vector<Candidate> singles(const Pool& pool, const std::vector<Condition>& known) const {
    std::vector<Candidate> all;
    for (std::size_t d = 0; d < rows_.dimensions.size(); ++d)
      if (may_follow(d, known)) add_values(pool, d, all);
    return all;
  }

  void add_values(const Pool& pool, std::size_t d, std::vector<Candidate>& all) const {
    const bool by_share = !rows_.dimensions[d].has_base;
    const auto& reference = by_share ? pool.beside : pool.base;
    std::map<std::uint32_t, Candidate> values;
    double of = 0, base_of = 0;
    for (const auto* cell : pool.events)
      if (cell->values[d] != kNoValue) {
        values[cell->values[d]].count += cell->count;
        of += cell->count;
      }
    for (const auto* cell : reference)
      if (cell->values[d] != kNoValue) {
        values[cell->values[d]].base += cell->count;
        base_of += cell->count;
      }
    if (values.size() < 2 || !(base_of > 0)) return;
    const auto begin = all.size();
    for (auto& [value, one] : values) {
      // Events without a base (an unknown order, say) tell nothing of a rate.
      if (!by_share && !(one.base > 0)) continue;
      one.conditions = {{d, value}};
      one.of = of;
      one.base_of = base_of;
      one.by_share = by_share;
      one.measure(pool.clustering);
      all.push_back(one);
    }
    settle(all, begin, pool.clustering);
  }

  // Pairs of values of dimensions that the base has.
  std::vector<Candidate> pairs(const Pool& pool, const std::vector<Condition>& known) const {
    std::vector<Candidate> all;
    for (std::size_t a = 0; a < rows_.dimensions.size(); ++a)
      for (std::size_t b = a + 1; b < rows_.dimensions.size(); ++b)
        if (rows_.dimensions[a].has_base && rows_.dimensions[b].has_base && may_follow(a, known) &&
            may_follow(b, known))
          add_pairs(pool, a, b, all);
    return all;
  }

  void add_pairs(const Pool& pool, std::size_t a, std::size_t b,
                 std::vector<Candidate>& all) const {
    std::map<std::pair<std::uint32_t, std::uint32_t>, Candidate> values;
    double of = 0, base_of = 0;
    const auto known = [&](const Cell* cell) {
      return cell->values[a] != kNoValue && cell->values[b] != kNoValue;
    };
    for (const auto* cell : pool.events)
      if (known(cell)) {
        values[{cell->values[a], cell->values[b]}].count += cell->count;
        of += cell->count;
      }
    for (const auto* cell : pool.base)
      if (known(cell)) {
        values[{cell->values[a], cell->values[b]}].base += cell->count;
        base_of += cell->count;
      }
    const auto begin = all.size();
    for (auto& [value, one] : values) {
      if (!(one.base > 0)) continue;
      one.conditions = {{a, value.first}, {b, value.second}};
      one.of = of;
      one.base_of = base_of;
      one.measure(pool.clustering);
      all.push_back(one);
    }
    settle(all, begin, pool.clustering);
  }

  const Candidate* surest(const std::vector<Candidate>& candidates, std::size_t tests, Cause& node,
                          bool first) const {
    const Candidate* best = nullptr;
    for (const auto& one : candidates) {
      const double q = std::min(1.0, one.p * static_cast<double>(tests));
      if (first) node.nearest_q = std::min(node.nearest_q, q);
      if (q > settings_.most_q || one.count < settings_.least_events ||
          one.ratio < settings_.least_ratio)
        continue;
      if (best == nullptr || one.sure_excess() > best->sure_excess()) best = &one;
    }
    return best;
  }

  // A product stands out because one of its batches does: without it nothing would be left to tell.
  // Then the narrower value is the cause.
  const Candidate* narrowed(const Pool& pool, const std::vector<Candidate>& candidates,
                            const Candidate* best, std::size_t tests) const {
    constexpr double nearly_all = 0.9;
    if (best->by_share || best->conditions.size() > 1) return best;
    const Candidate* chosen = best;
    for (const auto& one : candidates) {
      const double q = std::min(1.0, one.p * static_cast<double>(tests));
      if (one.by_share || one.count >= chosen->count || q > settings_.most_q ||
          one.count < settings_.least_events || one.ratio < settings_.least_ratio ||
          one.conditions[0].first == best->conditions[0].first)
        continue;
      const double common = overlap(pool.events, *best, one);
      if (common < nearly_all * one.count) continue;
      Candidate rest = *best;
      rest.count -= common;
      rest.of -= one.count;
      rest.base -= overlap(pool.base, *best, one);
      rest.base_of -= one.base;
      rest.measure(pool.clustering);
      if (std::min(1.0, normal_share(-rest.z) * static_cast<double>(tests)) > settings_.most_q)
        chosen = &one;
    }
    return chosen;
  }

  static double overlap(const std::vector<const Cell*>& cells, const Candidate& a,
                        const Candidate& b) {
    double sum = 0;
    for (const auto* cell : cells)
      if (fits(*cell, a.conditions) && fits(*cell, b.conditions)) sum += cell->count;
    return sum;
  }

  const CauseRows& rows_;
  const CauseSettings& settings_;
};

// The problems by how many events they have.
std::vector<std::pair<Condition, double>> problems_of(const CauseRows& rows) {
  std::map<Condition, double> counts;
  for (std::size_t d = 0; d < rows.dimensions.size(); ++d) {
    if (!rows.dimensions[d].is_problem) continue;
    for (const auto& cell : rows.events)
      if (cell.values[d] != kNoValue) counts[{d, cell.values[d]}] += cell.count;
  }
  std::vector<std::pair<Condition, double>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater<>(), &std::pair<Condition, double>::second);
  return sorted;
}

// What surely is beyond the siblings along the way, at most: by rates, then by shares. Who works on
// a problem is often chosen by the problem, so a share shows less than a rate does.
std::pair<double, double> sure_excess(const Cause& cause) {
  const double own = cause.low > 1 && !is_its_home(cause) ? cause.count * (1 - 1 / cause.low) : 0;
  std::pair<double, double> most = cause.base > 0 ? std::pair(own, 0.0) : std::pair(0.0, own);
  for (const auto& next : cause.causes) {
    const auto [by_rate, by_share] = sure_excess(next);
    most = {std::max(most.first, by_rate), std::max(most.second, by_share)};
  }
  return most;
}

}  // namespace

bool is_its_home(const Cause& cause) {
  constexpr double wide = 0.05, nearly_all = 0.8, most = 0.5, hardly_elsewhere = 8;
  if (!(cause.base > 0) || cause.base < wide * cause.base_of) return false;
  return cause.count >= nearly_all * cause.of ||
         (cause.count >= most * cause.of && cause.ratio >= hardly_elsewhere);
}

base::Result<Cause> cause_tree(const CauseRows& rows, const CauseSettings& settings) {
  Pool whole;
  for (const auto& cell : rows.events) whole.events.push_back(&cell);
  for (const auto& cell : rows.base) whole.base.push_back(&cell);
  Cause root;
  root.count = total(whole.events);
  root.base = total(whole.base);
  if (!(root.count > 0))
    return base::failure(base::ErrorKind::input, "no events to explain", "没有可解释的事件");
  const CauseSearch search(rows, settings);
  whole.clustering = search.clustering_of({});
  auto problems = problems_of(rows);
  std::erase_if(problems, [&](const auto& one) { return one.second < 2 * settings.least_events; });
  if (problems.size() > settings.most_problems) problems.resize(settings.most_problems);
  // One family: every first step of every problem.
  std::vector<Pool> pools;
  std::vector<std::size_t> tests;
  std::size_t all_tests = search.count_singles(whole, {});
  for (const auto& [problem, count] : problems) {
    auto& pool = pools.emplace_back();
    CauseSearch::split(whole.events, {problem}, pool.events, pool.beside);
    pool.base = whole.base;
    pool.clustering = search.clustering_of({problem});
    tests.push_back(search.count_singles(pool, {problem}));
    all_tests += tests.back();
  }
  for (std::size_t i = 0; i < problems.size(); ++i) {
    Cause cause;
    cause.conditions = {problems[i].first};
    cause.count = problems[i].second;
    cause.of = root.count;
    cause.base = root.base;
    search.explain(std::move(pools[i]), {problems[i].first}, settings.depth - 1,
                   all_tests - tests[i], cause);
    root.looked_at += cause.looked_at;
    root.nearest_q = std::min(root.nearest_q, cause.nearest_q);
    if (!cause.causes.empty()) root.causes.push_back(std::move(cause));
  }
  if (root.causes.empty())
    search.explain(std::move(whole), {}, settings.depth,
                   all_tests - search.count_singles(whole, {}), root);
  else
    std::ranges::stable_sort(root.causes, std::greater<>(),
                             [](const Cause& cause) { return sure_excess(cause); });
  root.looked_at = all_tests;
  return root;
}

}  // namespace aftercare::insight
