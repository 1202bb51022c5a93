// Two measured numbers beside each other: how far apart, and whether chance alone brings that.

#pragma once

namespace aftercare::insight {

/// A number with its interval of 95 %.
struct Measured {
  double value = 0;
  double low = 0, high = 0;
};

struct Difference {
  double value = 0;  // Second less first.
  double low = 0, high = 0;
  double p = 1;  // Two-sided, of no difference.
};

/// From the intervals alone (MOVER; Zou and Donner 2008), so it serves shares, rates and means
/// alike: of two shares with Wilson's intervals it is Newcombe's. The p-value is that of the same
/// interval widened until it holds 0.
Difference difference_of(const Measured& first, const Measured& second);

}  // namespace aftercare::insight
