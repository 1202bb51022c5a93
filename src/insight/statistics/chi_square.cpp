#include "insight/statistics/chi_square.hpp"

#include <cmath>

#include "insight/statistics/log_gamma.hpp"

namespace aftercare::insight {

// The incomplete gamma function: its series below the mean, its continued fraction (Lentz) above.
double chi_square_above(double x, double freedom) {
  if (!(x > 0)) return 1;
  const double a = freedom / 2, z = x / 2;
  const double front = std::exp(a * std::log(z) - z - log_gamma(a));
  if (z < a + 1) {
    double term = 1 / a, sum = term;
    for (double k = a + 1; term > sum * 1e-16; ++k) sum += term *= z / k;
    return 1 - front * sum;
  }
  constexpr double tiny = 1e-300;
  double b = z + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
  for (double k = 1; k < 10'000; ++k) {
    const double an = -k * (k - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (std::abs(c) < tiny) c = tiny;
    d = 1 / d;
    const double step = d * c;
    h *= step;
    if (std::abs(step - 1) < 1e-15) break;
  }
  return front * h;
}

}  // namespace aftercare::insight
