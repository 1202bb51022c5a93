#include "insight/statistics/fisher.hpp"

#include <algorithm>
#include <cmath>

#include "insight/statistics/log_gamma.hpp"

namespace aftercare::insight {
namespace {

double log_factorial(std::uint64_t n) {
  return log_gamma(static_cast<double>(n) + 1);
}

double log_choose(std::uint64_t n, std::uint64_t k) {
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

}  // namespace

double fisher_greater(const Overlap& overlap) {
  const auto [n, a, b, both] = overlap;
  const auto least = a + b > n ? a + b - n : 0;
  const auto most = std::min(a, b);
  if (both <= least) return 1;
  const auto real = [](std::uint64_t count) { return static_cast<double>(count); };
  // P(both = k), and from it the next by the ratio of neighbours.
  double term = std::exp(log_choose(b, both) + log_choose(n - b, a - both) - log_choose(n, a));
  double tail = 0;
  for (auto k = both; k <= most; ++k) {
    tail += term;
    if (k > both && term < tail * 1e-17) break;
    term *= real(a - k) * real(b - k) / (real(k + 1) * real(n + k + 1 - a - b));
  }
  return std::min(1.0, tail);
}

}  // namespace aftercare::insight
