// How long things last, when not all of them have failed yet.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/result.hpp"

namespace aftercare::insight {

/// A thing in use: how long until it failed, or until it was last seen working.
struct Lifetime {
  double time = 0;  // >= 0.
  bool failed = false;
  std::size_t stratum = 0;  // Units of one stratum last alike, those of two need not.
};

struct SurvivalPoint {
  double time = 0;  // At which something failed.
  std::size_t at_risk = 0;
  std::size_t failed = 0;
  double survival = 1;  // The share that lasts longer than this (Kaplan and Meier 1958),
  double low = 0;       // with 95 % by Greenwood's formula on the log-log scale.
  double high = 1;
};

std::vector<SurvivalPoint> kaplan_meier(std::vector<Lifetime> lifetimes);

/// The first time by which half have failed; none if more than half last.
std::optional<double> median_lifetime(const std::vector<SurvivalPoint>& points);

/// Lifetimes as a Weibull distribution: S(t) = exp(-(t / scale)^shape). A shape below 1 means that
/// what fails, fails early; above 1 that things wear out; about 1 that they fail by chance.
struct Weibull {
  double shape = 1;
  double scale = 1;
  double shape_low = 0, shape_high = 0;  // 95 %, from the observed information.
  double survival(double time) const;
};

/// By maximum likelihood, censored lifetimes included. Fails (input) with fewer than three failures
/// or if all failed at one time. Times of 0 count as half of the smallest other time.
base::Result<Weibull> fit_weibull(const std::vector<Lifetime>& lifetimes);

struct LogRank {
  double expected = 0;  // Failures of the first, were both alike.
  double chi_square = 0;
  double p = 1;
};

/// Whether two groups last alike (Mantel 1966), each stratum by itself. p is 1 where nothing can be
/// said.
LogRank log_rank(const std::vector<Lifetime>& one, const std::vector<Lifetime>& other);

}  // namespace aftercare::insight
