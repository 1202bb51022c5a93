#include "insight/association/next_problem.hpp"

#include <algorithm>
#include <map>

#include "insight/statistics/false_discovery.hpp"
#include "insight/statistics/fisher.hpp"
#include "metrics/interval.hpp"

namespace aftercare::insight {
namespace {

constexpr double kSureNext = 0.02;

double quantile_of(std::vector<int>& sorted, double level) {
  const double at = level * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

}  // namespace

void NextProblemBuilder::add(std::string_view person, std::string_view problem, int day) {
  const auto who =
      people_.emplace(person, static_cast<std::uint32_t>(people_.size())).first->second;
  const auto [what, is_new] =
      problems_.emplace(problem, static_cast<std::uint32_t>(problems_.size()));
  if (is_new) names_.emplace_back(problem);
  events_.push_back({who, day, what->second});
}

NextProblems NextProblemBuilder::build(int last_day, int within, std::uint64_t least) && {
  std::ranges::stable_sort(events_, [](const Event& a, const Event& b) {
    return a.person != b.person ? a.person < b.person : a.day < b.day;
  });
  NextProblems found;
  found.names = std::move(names_);
  std::vector<std::uint64_t> with_from(found.names.size()), with_to(found.names.size());
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<int>> lags;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const auto& event = events_[i];
    if (event.day > last_day - within) continue;
    ++found.problems;
    ++with_from[event.problem];
    if (i + 1 == events_.size()) continue;
    const auto& next = events_[i + 1];
    if (next.person != event.person || next.day - event.day > within) continue;
    ++found.followed;
    ++with_to[next.problem];
    lags[{event.problem, next.problem}].push_back(next.day - event.day);
  }
  std::vector<double> p;
  for (auto& [pair, days] : lags) {
    if (days.size() < least) continue;
    auto& one = found.pairs.emplace_back();
    one.from = pair.first;
    one.to = pair.second;
    one.count = days.size();
    one.with_from = with_from[pair.first];
    one.with_to = with_to[pair.second];
    one.share = static_cast<double>(one.count) / static_cast<double>(one.with_from);
    const auto interval =
        metrics::share_interval(static_cast<double>(one.count), static_cast<double>(one.with_from));
    one.low = interval->low;
    one.high = interval->high;
    one.lift = one.share / (static_cast<double>(one.with_to) / static_cast<double>(found.problems));
    std::ranges::sort(days);
    one.median_days = quantile_of(days, 0.5);
    one.p90_days = quantile_of(days, 0.9);
    one.p = fisher_greater({found.problems, one.with_from, one.with_to, one.count});
    p.push_back(one.p);
  }
  // Pairs that were too rare to be tested were looked at too: the frequent ones are the lucky ones.
  const auto begins = static_cast<std::size_t>(
      std::ranges::count_if(with_from, [](std::uint64_t count) { return count > 0; }));
  const auto nexts = static_cast<std::size_t>(
      std::ranges::count_if(with_to, [](std::uint64_t count) { return count > 0; }));
  found.tested = begins * nexts;
  const auto q = benjamini_hochberg(p, found.tested);
  for (std::size_t i = 0; i < q.size(); ++i) found.pairs[i].q = q[i];
  std::erase_if(found.pairs,
                [](const NextProblem& one) { return one.q > kSureNext || one.lift <= 1; });
  std::ranges::stable_sort(found.pairs, {}, &NextProblem::p);
  return found;
}

}  // namespace aftercare::insight
