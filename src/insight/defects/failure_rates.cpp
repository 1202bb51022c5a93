#include "insight/defects/failure_rates.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

#include "insight/defects/rate_spread.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "insight/statistics/log_gamma.hpp"

namespace aftercare::insight {
namespace {

// P(X >= count) of a Poisson number whose mean is itself a gamma number (negative binomial).
double count_tail(double count, const Expected& expected) {
  if (count <= 0) return 1;
  if (expected.mean <= 0) return 0;
  const double shape = expected.mean * expected.mean / expected.variance;
  const double more = expected.mean / (shape + expected.mean);
  // From the count upwards: the terms fall once they are beyond the mean.
  double log_term = log_gamma(shape + count) - log_gamma(shape) - log_gamma(count + 1) +
                    shape * std::log1p(-more) + count * std::log(more);
  double tail = 0;
  for (double k = count; k < count + 100'000; k += 1) {
    const double term = std::exp(log_term);
    tail += term;
    if (k > expected.mean && term < tail * 1e-14) break;
    log_term += std::log((shape + k) / (k + 1) * more);
  }
  return std::min(1.0, tail);
}

// Units and failures of every stratum, and what they let expect of a group.
class Strata {
 public:
  explicit Strata(const std::vector<StratifiedFailures>& groups) {
    for (const auto& group : groups) {
      all_.resize(group.size());
      for (std::size_t s = 0; s < group.size(); ++s) {
        all_[s].n += group[s].n;
        all_[s].failed += group[s].failed;
      }
    }
    several_ = std::ranges::count_if(all_, [](const auto& one) { return one.n > 0; }) > 1;
    if (several_) spreads_ = spreads_of(all_);
  }

  // At the rates of the others; none where there are none.
  std::optional<Expected> beside_others(const StratifiedFailures& group) const {
    auto others = all_;
    for (std::size_t s = 0; s < group.size(); ++s) {
      others[s].n -= group[s].n;
      others[s].failed -= group[s].failed;
    }
    const auto sum = together(others);
    if (!(sum.n > 0)) return std::nullopt;
    if (several_) return expected_of(units_of(group), others, spreads_of(others));
    // By Jeffreys: a gamma number of half a failure more than there are.
    const double part = together(group).n / sum.n;
    return Expected{part * (sum.failed + 0.5), part * part * (sum.failed + 0.5)};
  }

  // How often a unit of such a mix fails beside others: a measure of exposure for each unit.
  double exposure(const StratifiedFailures& group) const {
    return several_ ? expected_of(units_of(group), all_, spreads_).mean : together(group).n;
  }

 private:
  // The mean of strata is taken as that of all units: with two or three of them little else is
  // known of it.
  static std::vector<RateSpread> spreads_of(const StratifiedFailures& strata) {
    auto spreads = rate_spreads(strata);
    const auto sum = together(strata);
    for (auto& spread : spreads) spread.mean = (sum.failed + 0.5) / sum.n;
    return spreads;
  }

  static std::vector<double> units_of(const StratifiedFailures& group) {
    std::vector<double> units;
    for (const auto& stratum : group) units.push_back(stratum.n);
    return units;
  }

  StratifiedFailures all_;
  std::vector<RateSpread> spreads_;
  bool several_ = false;
};

}  // namespace

Failures together(const StratifiedFailures& strata) {
  Failures sum;
  for (const auto& one : strata) sum.n += one.n, sum.failed += one.failed;
  return sum;
}

std::vector<ShrunkRate> shrunk_rates(const std::vector<Failures>& groups) {
  std::vector<StratifiedFailures> strata;
  for (const auto& group : groups) strata.push_back({group});
  return standardised_rates(strata);
}

std::vector<ShrunkRate> standardised_rates(const std::vector<StratifiedFailures>& told,
                                           double clustering) {
  auto groups = told;
  for (auto& group : groups)
    for (auto& stratum : group) stratum.failed /= clustering;
  const Strata strata(groups);
  std::vector<Failures> exposed;
  for (const auto& group : groups)
    exposed.push_back({strata.exposure(group), together(group).failed});
  const auto spreads = rate_spreads(exposed);
  std::vector<ShrunkRate> rates;
  std::vector<double> p;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    ShrunkRate one;
    const auto own = together(groups[g]);
    if (own.n > 0) {
      one.rate = clustering * own.failed / own.n;
      const auto placed = placed_rate(exposed[g], spreads);
      const double of_unit = clustering * exposed[g].n / own.n;
      one.shrunk = placed.middle * of_unit;
      one.low = placed.low * of_unit, one.high = placed.high * of_unit;
      if (const auto expected = strata.beside_others(groups[g])) {
        one.expected = clustering * expected->mean;
        one.p = count_tail(own.failed, *expected);
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
