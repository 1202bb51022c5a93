// A regression with few columns: of a share (logistic) or of a mean (linear).

#pragma once

#include <optional>
#include <vector>

#include "insight/influence/design.hpp"
#include "insight/statistics/symmetric.hpp"

namespace aftercare::insight {

struct Regression {
  std::vector<double> coefficients;
  std::vector<double> covariance;  // Of them, columns by columns.
  double variance(std::size_t i) const { return covariance[i * coefficients.size() + i]; }
};

/// `logistic`: the target is 0 or 1. A weak prior (a coefficient beyond 6 would be a surprise)
/// keeps what only one outcome was seen of finite. Nothing if it cannot be solved.
std::optional<Regression> regress(const Design& design, const std::vector<double>& target,
                                  bool logistic);

}  // namespace aftercare::insight
