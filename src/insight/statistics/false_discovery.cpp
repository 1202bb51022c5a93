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

}  // namespace aftercare::insight
