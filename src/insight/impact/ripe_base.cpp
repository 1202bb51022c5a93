#include "insight/impact/ripe_base.hpp"

#include <algorithm>
#include <vector>

namespace aftercare::insight {
namespace {

double median_of(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const auto half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

}  // namespace

std::size_t unripe_tail(std::span<const double> bases) {
  constexpr std::size_t fewest = 4, most_before = 12;
  std::size_t unripe = 0;
  while (unripe < bases.size()) {
    const auto left = bases.first(bases.size() - unripe - 1);
    if (left.size() < fewest) return 0;
    const auto usual = median_of(left.last(std::min(left.size(), most_before)));
    if (bases[bases.size() - unripe - 1] >= usual / 2) break;
    ++unripe;
  }
  return unripe * 4 > bases.size() ? 0 : unripe;
}

}  // namespace aftercare::insight
