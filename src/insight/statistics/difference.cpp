#include "insight/statistics/difference.hpp"

#include <cmath>

#include "insight/statistics/normal.hpp"

namespace aftercare::insight {

Difference difference_of(const Measured& first, const Measured& second) {
  Difference difference;
  difference.value = second.value - first.value;
  const double down = std::hypot(second.value - second.low, first.high - first.value);
  const double up = std::hypot(second.high - second.value, first.value - first.low);
  difference.low = difference.value - down;
  difference.high = difference.value + up;
  const double towards_zero = difference.value > 0 ? down : up;
  if (difference.value != 0 && towards_zero > 0)
    difference.p = two_sided(difference.value / towards_zero * kNormal95);
  return difference;
}

}  // namespace aftercare::insight
