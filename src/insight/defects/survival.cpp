#include "insight/defects/survival.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

void sort_by_time(std::vector<Lifetime>& lifetimes) {
  std::ranges::sort(lifetimes, {}, &Lifetime::time);
}

}  // namespace

std::vector<SurvivalPoint> kaplan_meier(std::vector<Lifetime> lifetimes) {
  sort_by_time(lifetimes);
  std::vector<SurvivalPoint> points;
  double survival = 1;
  double variance = 0;  // Greenwood's sum.
  for (std::size_t begin = 0; begin < lifetimes.size();) {
    const double time = lifetimes[begin].time;
    auto end = begin;
    std::size_t failed = 0;
    for (; end < lifetimes.size() && lifetimes[end].time == time; ++end)
      failed += lifetimes[end].failed ? 1 : 0;
    const auto at_risk = lifetimes.size() - begin;
    begin = end;
    if (failed == 0) continue;
    const auto n = static_cast<double>(at_risk);
    const auto d = static_cast<double>(failed);
    survival *= 1 - d / n;
    SurvivalPoint point{time, at_risk, failed, survival, 0, 1};
    if (at_risk > failed) {
      variance += d / (n * (n - d));
      const double log = std::log(survival);
      const double spread = std::exp(kNormal95 * std::sqrt(variance) / std::abs(log));
      point.low = std::pow(survival, spread);
      point.high = std::pow(survival, 1 / spread);
    } else {
      point.high = points.empty() ? 1 : points.back().high;
    }
    points.push_back(point);
  }
  return points;
}

std::optional<double> median_lifetime(const std::vector<SurvivalPoint>& points) {
  const auto found = std::ranges::find_if(
      points, [](const SurvivalPoint& point) { return point.survival <= 0.5; });
  return found == points.end() ? std::nullopt : std::optional(found->time);
}

double Weibull::survival(double time) const {
  return time <= 0 ? 1 : std::exp(-std::pow(time / scale, shape));
}

base::Result<Weibull> fit_weibull(const std::vector<Lifetime>& lifetimes) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const auto& one : lifetimes) {
    if (one.time > 0) least = std::min(least, one.time);
    most = std::max(most, one.time);
  }
  double failures = 0;
  double log_sum = 0;  // Of failures, of times over the largest: powers stay within range.
  double first = -1;
  bool differ = false;
  std::vector<double> logs;
  for (const auto& one : lifetimes) {
    const double time = one.time > 0 ? one.time : least / 2;
    logs.push_back(std::log(time / most));
    if (!one.failed) continue;
    failures += 1;
    log_sum += logs.back();
    if (first < 0) first = time;
    differ = differ || time != first;
  }
  if (failures < 3 || !differ)
    return base::failure(
        base::ErrorKind::input,
        "too few failures for a distribution of lifetimes: at least three, not all "
        "at one time",
        "失效数不足以拟合寿命分布：至少三次，且不在同一时间");
  // Newton's steps on d/dk log L = r/k + sum(log t of failures) - r sum(t^k log t) / sum(t^k).
  struct Sums {
    double s0, s1, s2;
  };
  const auto sums = [&](double shape) {
    Sums all{0, 0, 0};
    for (const auto log : logs) {
      const double power = std::exp(shape * log);
      all.s0 += power;
      all.s1 += power * log;
      all.s2 += power * log * log;
    }
    return all;
  };
  double shape = 1;
  double curvature = 1;
  for (int step = 0; step < 200; ++step) {
    const auto [s0, s1, s2] = sums(shape);
    const double slope = failures / shape + log_sum - failures * s1 / s0;
    curvature = failures / (shape * shape) + failures * (s2 / s0 - (s1 / s0) * (s1 / s0));
    const double next = std::clamp(shape + slope / curvature, shape / 3, shape * 3);
    if (std::abs(next - shape) < 1e-10 * shape) break;
    shape = next;
  }
  Weibull found;
  found.shape = shape;
  found.scale = most * std::pow(sums(shape).s0 / failures, 1 / shape);
  // The scale profiled out, the curvature of the profile is the information on the shape; on the
  // logarithm, so that it stays positive.
  const double error = 1 / std::sqrt(curvature) / shape;
  found.shape_low = shape * std::exp(-kNormal95 * error);
  found.shape_high = shape * std::exp(kNormal95 * error);
  return found;
}

namespace {

struct Seen {
  double time;
  bool failed;
  bool first;
};

struct RankSums {
  double observed = 0, expected = 0, variance = 0;
};

// add_ranks: failures of the first beside what its share of those at risk lets expect, at each
// time.
void add_ranks(std::vector<Seen>& all, RankSums& sums) {
  std::ranges::sort(all, {}, &Seen::time);
  auto at_risk = static_cast<double>(all.size());
  auto first_at_risk = static_cast<double>(std::ranges::count(all, true, &Seen::first));
  for (std::size_t begin = 0; begin < all.size();) {
    double failed = 0;
    double first_failed = 0;
    double gone = 0;
    double first_gone = 0;
    auto end = begin;
    for (; end < all.size() && all[end].time == all[begin].time; ++end) {
      gone += 1;
      first_gone += all[end].first ? 1 : 0;
      failed += all[end].failed ? 1 : 0;
      first_failed += all[end].failed && all[end].first ? 1 : 0;
    }
    if (failed > 0) {
      const double share = first_at_risk / at_risk;
      sums.expected += failed * share;
      sums.observed += first_failed;
      if (at_risk > 1)
        sums.variance += failed * share * (1 - share) * (at_risk - failed) / (at_risk - 1);
    }
    at_risk -= gone;
    first_at_risk -= first_gone;
    begin = end;
  }
}

}  // namespace

LogRank log_rank(const std::vector<Lifetime>& one, const std::vector<Lifetime>& other) {
  std::map<std::size_t, std::vector<Seen>> strata;
  for (const auto& life : one) strata[life.stratum].push_back({life.time, life.failed, true});
  for (const auto& life : other) strata[life.stratum].push_back({life.time, life.failed, false});
  RankSums sums;
  for (auto& [stratum, all] : strata) add_ranks(all, sums);
  LogRank found;
  found.expected = sums.expected;
  if (sums.variance <= 0) return found;
  const double difference = sums.observed - sums.expected;
  found.chi_square = difference * difference / sums.variance;
  found.p = two_sided(std::sqrt(found.chi_square));
  return found;
}

}  // namespace aftercare::insight
