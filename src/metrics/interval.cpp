#include "metrics/interval.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::metrics {
namespace {

constexpr double kNormal = 1.959963984540054;  // 97.5 % of the normal distribution.

// 97.5 % of Student's t, by its expansion around the normal one; within 1 % from 2 degrees on.
double student(double degrees) {
  const double z = kNormal;
  const double z2 = z * z;
  const double g1 = (z2 + 1) * z / 4;
  const double g2 = ((5 * z2 + 16) * z2 + 3) * z / 96;
  const double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384;
  const double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * z / 92'160;
  return z + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
}

constexpr double kByarFrom = 100;

// P(X <= count) of a Poisson number.
double poisson_share(double count, double mean) {
  double term = std::exp(-mean);
  double share = term;
  for (double k = 1; k <= count; k += 1) share += term *= mean / k;
  return share;
}

// The mean at which so few (upper) or so many events have a chance of 2.5 %. REQUIRES: < 100.
double exact_limit(double events, bool upper) {
  if (!upper && events <= 0) return 0;
  double low = 0;
  double high = 2 * events + 20;
  for (int step = 0; step < 60; ++step) {
    const double mean = (low + high) / 2;
    const double chance = upper ? poisson_share(events, mean) : 1 - poisson_share(events - 1, mean);
    ((chance > 0.025) == upper ? low : high) = mean;
  }
  return (low + high) / 2;
}

}  // namespace

std::optional<Interval> share_interval(double part, double whole) {
  if (!(whole > 0)) return std::nullopt;
  const double z2 = kNormal * kNormal;
  const double share = part / whole;
  const double middle = (share + z2 / (2 * whole)) / (1 + z2 / whole);
  const double half = kNormal * std::sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole)) /
                      (1 + z2 / whole);
  return Interval{std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::optional<Interval> rate_interval(double events, double exposure) {
  if (!(exposure > 0)) return std::nullopt;
  if (events < kByarFrom)
    return Interval{exact_limit(events, false) / exposure, exact_limit(events, true) / exposure};
  const auto limit = [](double count, double z) {
    const double root = 1 - 1 / (9 * count) + z / (3 * std::sqrt(count));
    return count * root * root * root;
  };
  return Interval{limit(events, -kNormal) / exposure, limit(events + 1, kNormal) / exposure};
}

std::optional<Interval> mean_interval(double n, double sum, double squares) {
  if (n < 3) return std::nullopt;
  const double mean = sum / n;
  const double variance = std::max(0.0, (squares - sum * mean) / (n - 1));
  const double half = student(n - 1) * std::sqrt(variance / n);
  return Interval{mean - half, mean + half};
}

}  // namespace aftercare::metrics
