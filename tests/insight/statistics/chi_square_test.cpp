#include "insight/statistics/chi_square.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {

TEST(ChiSquareTest, TailsAreThoseOfTheTables) {
  EXPECT_NEAR(chi_square_above(3.841459, 1), 0.05, 1e-7);
  EXPECT_NEAR(chi_square_above(5.991465, 2), 0.05, 1e-7);
  EXPECT_NEAR(chi_square_above(18.307038, 10), 0.05, 1e-7);
  EXPECT_NEAR(chi_square_above(124.342113, 100), 0.05, 1e-7);
  EXPECT_NEAR(chi_square_above(29.588298, 10), 0.001, 1e-8);
  EXPECT_NEAR(chi_square_above(2 * 3, 2), 0.049787068, 1e-9);  // exp(-3).
  EXPECT_EQ(chi_square_above(0, 3), 1);
  EXPECT_LT(chi_square_above(400, 1), 1e-80);
}

}  // namespace aftercare::insight
