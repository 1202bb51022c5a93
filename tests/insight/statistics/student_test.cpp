#include "insight/statistics/student.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {

TEST(StudentTest, QuantilesAreThoseOfThePrintedTables) {
  // Two-sided 5 % points of any statistics textbook.
  const std::pair<double, double> table[] = {{1, 12.706}, {3, 3.182}, {10, 2.228}, {120, 1.980}};
  for (const auto& [freedom, t] : table) {
    EXPECT_NEAR(student_quantile(0.05, freedom), t, 6e-4) << freedom;
    EXPECT_NEAR(two_sided_student(t, freedom), 0.05, 5e-5) << freedom;
    EXPECT_NEAR(two_sided_student(-t, freedom), 0.05, 5e-5) << freedom;
  }
}

TEST(StudentTest, TheEndsAreCertain) {
  EXPECT_DOUBLE_EQ(two_sided_student(0, 5), 1);
  EXPECT_LT(two_sided_student(1e6, 5), 1e-20);
  EXPECT_EQ(two_sided_student(1.0 / 0.0, 5), 0);
}

}  // namespace aftercare::insight
