#include "insight/statistics/simplex.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {

TEST(SimplexTest, TheBananaValleyIsDescended) {
  // Rosenbrock 1960: least at (1, 1), from the classical start.
  const auto valley = [](const std::vector<double>& at) {
    const double a = 1 - at[0], b = at[1] - at[0] * at[0];
    return a * a + 100 * b * b;
  };
  SimplexSettings settings;
  settings.most_calls = 2000;
  settings.tolerance = 1e-14;
  const auto least = least_point(valley, {-1.2, 1.0}, settings);
  EXPECT_NEAR(least[0], 1, 1e-3);
  EXPECT_NEAR(least[1], 1, 2e-3);
}

TEST(SimplexTest, NothingToChooseIsNoWork) {
  EXPECT_TRUE(least_point([](const std::vector<double>&) { return 1.0; }, {}).empty());
}

}  // namespace aftercare::insight
