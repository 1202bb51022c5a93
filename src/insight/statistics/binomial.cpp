#include "insight/statistics/binomial.hpp"

#include <algorithm>
#include <cmath>

#include "insight/statistics/normal.hpp"

namespace aftercare::insight {

double binomial_tail(double count, double n, double share) {
  if (count <= 0) return 1;
  if (share <= 0) return 0;
  if (share >= 1) return count <= n ? 1 : 0;
  const auto log_chance = [&](double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(share) +
           (n - k) * std::log1p(-share);
  };
  const double at = std::exp(log_chance(count));
  // From the far side of the mode the tail is short; below it, its complement is.
  const bool above = count > n * share;
  double sum = 0;
  if (above) {
    double term = at;
    for (double k = count; k <= n && term > sum * 1e-14; k += 1) {
      sum += term;
      term *= (n - k) / (k + 1) * share / (1 - share);
    }
  } else {
    double below = 0, term = at;
    for (double k = count; k > 0 && term > below * 1e-14;) {
      term *= k / (n - k + 1) * (1 - share) / share;
      k -= 1;
      below += term;
    }
    sum = 1 - below;
  }
  return std::clamp(sum - at / 2, 0.0, 1.0);
}

double normal_quantile_above(double p) {
  double low = -40, high = 40;
  for (int step = 0; step < 80; ++step) {
    const double middle = (low + high) / 2;
    (normal_share(-middle) > p ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace aftercare::insight
