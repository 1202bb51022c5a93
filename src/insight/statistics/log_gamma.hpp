// The logarithm of the gamma function.

#pragma once

#include <math.h>

namespace aftercare::insight {

inline double log_gamma(double x) {
  int sign = 0;  // lgamma_r, because lgamma writes to a global.
  return ::lgamma_r(x, &sign);
}

}  // namespace aftercare::insight
