// The chi-squared distribution, for several coefficients tested at once.

#pragma once

namespace aftercare::insight {

/// The probability of x or more. REQUIRES freedom > 0; 1 for x <= 0.
double chi_square_above(double x, double freedom);

}  // namespace aftercare::insight
