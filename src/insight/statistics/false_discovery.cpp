#include "insight/statistics/false_discovery.hpp"

#include <algorithm>
#include <numeric>

namespace aftercare::insight {

std::vector<double> benjamini_hochberg(const std::vector<double>& p, std::size_t tests) {
  const auto m = static_cast<double>(std::max(tests, p.size()));
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> q(p.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank-- > 0;) {
    least = std::min(least, p[order[rank]] * m / static_cast<double>(rank + 1));
    q[order[rank]] = least;
  }
  return q;
}

std::vector<double> weighted_benjamini_hochberg(std::vector<double> p,
                                                const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (sum > 0)
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double weight = weights[i] / sum * static_cast<double>(p.size());
      p[i] = weight > 0 ? std::min(1.0, p[i] / weight) : 1;
    }
  return benjamini_hochberg(p);
}

}  // namespace aftercare::insight
