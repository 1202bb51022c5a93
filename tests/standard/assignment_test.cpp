#include "standard/assignment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aftercare::standard {

double sum_of(const std::vector<std::vector<double>>& gain, const std::vector<std::size_t>& given) {
  double sum = 0;
  for (std::size_t row = 0; row < given.size(); ++row)
    if (given[row] != kUnassigned) sum += gain[row][given[row]];
  return sum;
}

TEST(AssignmentTest, TheWholeIsBestNotEveryRow) {
  // Alone each row would take the first column.
  const auto given = best_assignment({{0.9, 0.8}, {0.7, 0.1}, {0, 0}});
  EXPECT_EQ(given, (std::vector<std::size_t>{1, 0, kUnassigned}));
}

TEST(AssignmentTest, AGainOfNothingIsNotTaken) {
  const auto given = best_assignment({{-1, 0}, {0, 0.2}});
  EXPECT_EQ(given, (std::vector<std::size_t>{kUnassigned, 1}));
}

TEST(AssignmentTest, OfManyRowsTheWholeIsBestToo) {
  // 3,000 columns of a table for three fields: the best sum, by trying the best rows of each field.
  std::vector<std::vector<double>> gain;
  unsigned state = 7;
  for (int row = 0; row < 3000; ++row) {
    gain.emplace_back();
    for (int column = 0; column < 3; ++column) {
      state = state * 1664525U + 1013904223U;
      gain.back().push_back(static_cast<double>(state >> 8) / (1 << 24) - 0.5);
    }
  }
  gain[2999] = {0.9, 0.89, 0.88};  // The best of all three, and one is all it gets.
  double best = 0;
  std::vector<double> first(3, 0);
  for (std::size_t row = 0; row < 2999; ++row)
    for (std::size_t column = 0; column < 3; ++column)
      first[column] = std::max(first[column], gain[row][column]);
  for (std::size_t column = 0; column < 3; ++column)
    best = std::max(best, first[0] + first[1] + first[2] - first[column] + gain[2999][column]);
  const auto given = best_assignment(gain);
  ASSERT_EQ(given.size(), 3000U);
  EXPECT_NEAR(sum_of(gain, given), best, 1e-9);
  EXPECT_NE(given[2999], kUnassigned);
}

}  // namespace aftercare::standard
