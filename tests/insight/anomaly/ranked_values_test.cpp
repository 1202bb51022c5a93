#include "insight/anomaly/ranked_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace aftercare::insight {

TEST(RankedValuesTest, AgreesWithAPlainListWhateverTheOrder) {
  std::mt19937 random(3);
  RankedValues ranked;
  std::vector<double> plain;
  for (int i = 0; i < 5000; ++i) {
    const double value = static_cast<double>(random() % 700);  // Many stand several times.
    ranked.insert(value);
    plain.push_back(value);
    if (i % 97 != 0) continue;
    const double asked = static_cast<double>(random() % 900) - 100.5;
    double nearest = INFINITY;
    for (const auto one : plain) nearest = std::min(nearest, std::abs(one - asked));
    EXPECT_EQ(ranked.nearest(asked), nearest);
    const double present = plain[random() % plain.size()];
    EXPECT_EQ(ranked.nearest(present), 0);
    EXPECT_EQ(ranked.not_less(present),
              static_cast<std::size_t>(std::count_if(plain.begin(), plain.end(),
                                                     [&](double one) { return one >= present; })));
    auto sorted = plain;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(ranked.quantile(0.5), sorted[(sorted.size() - 1) / 2]);
  }
  EXPECT_EQ(ranked.size(), 5000U);
}

TEST(RankedValuesTest, OneValueIsAllThereIs) {
  RankedValues ranked;
  EXPECT_EQ(ranked.not_less(0), 0U);
  ranked.insert(4);
  EXPECT_EQ(ranked.nearest(6), 2);
  EXPECT_EQ(ranked.quantile(0), 4);
  EXPECT_EQ(ranked.quantile(1), 4);
}

}  // namespace aftercare::insight
