#include "insight/defects/failure_rates.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "insight/defects/rate_spread.hpp"
#include "insight/statistics/false_discovery.hpp"

namespace aftercare::insight {
namespace {

// P(X >= count) of a Poisson number.
double poisson_tail(double count, double mean) {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  // From the count upwards: the terms fall once they are beyond the mean.
  double log_term = -mean + count * std::log(mean) - std::lgamma(count + 1);
  double tail = 0;
  for (double k = count; k < count + 100'000; k += 1) {
    const double term = std::exp(log_term);
    tail += term;
    if (k > mean && term < tail * 1e-14) break;
    log_term += std::log(mean / (k + 1));
  }
  return std::min(1.0, tail);
}

}  // namespace

std::vector<ShrunkRate> shrunk_rates(const std::vector<Failures>& groups) {
  const auto spreads = rate_spreads(groups);
  double units = 0;
  double failed = 0;
  for (const auto& group : groups) {
    units += group.n;
    failed += group.failed;
  }
  std::vector<ShrunkRate> rates;
  std::vector<double> p;
  for (const auto& group : groups) {
    ShrunkRate one;
    if (group.n > 0) {
      one.rate = group.failed / group.n;
      const auto placed = placed_rate(group, spreads);
      one.shrunk = placed.middle, one.low = placed.low, one.high = placed.high;
      const double others = units - group.n;
      // The others' rate is not exact either: half a failure is added to it.
      if (others > 0) {
        one.expected = (failed - group.failed + 0.5) / others * group.n;
        one.p = poisson_tail(group.failed, one.expected);
      }
    }
    rates.push_back(one);
    p.push_back(one.p);
  }
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < rates.size(); ++i) rates[i].q = q[i];
  return rates;
}

RateWarning watch_rate(const std::vector<Failures>& steps, double usual) {
  constexpr double ratio = 2;
  constexpr int courses = 999;
  constexpr std::size_t beyond = 10;  // Of the courses: 1 in 100.
  const auto course = [&](const auto& failed_at, std::vector<double>* sums) {
    double sum = 0;
    double most = 0;
    for (std::size_t step = 0; step < steps.size(); ++step) {
      sum = std::max(0.0,
                     sum + failed_at(step) * std::log(ratio) - usual * steps[step].n * (ratio - 1));
      if (sums != nullptr) sums->push_back(sum);
      most = std::max(most, sum);
    }
    return most;
  };
  std::mt19937_64 random(20'261'126);
  std::vector<double> highest;
  for (int i = 0; i < courses; ++i)
    highest.push_back(course(
        [&](std::size_t step) {
          const double mean = usual * steps[step].n;
          if (mean <= 0) return 0.0;
          return static_cast<double>(std::poisson_distribution<std::int64_t>(mean)(random));
        },
        nullptr));
  RateWarning found;
  std::ranges::sort(highest, std::greater{});
  found.alarm_at = highest[beyond - 1];
  course([&](std::size_t step) { return steps[step].failed; }, &found.sums);
  found.first = found.sums.size();
  for (std::size_t step = 0; step < found.sums.size(); ++step)
    if (found.sums[step] > found.alarm_at) {
      found.first = step;
      found.began = step;
      while (found.began > 0 && found.sums[found.began - 1] > 0) --found.began;
      break;
    }
  return found;
}

}  // namespace aftercare::insight
