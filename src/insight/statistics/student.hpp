// Student's distribution, for numbers whose variance is itself estimated.

#pragma once

namespace aftercare::insight {

/// Two-sided p-value of t. REQUIRES freedom > 0.
double two_sided_student(double t, double freedom);

/// The t that is passed, up or down, with this probability. REQUIRES 0 < p < 1, freedom > 0.
double student_quantile(double p, double freedom);

}  // namespace aftercare::insight
