#include "language/learnt/linear_solver.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aftercare::language {
namespace {

// Rows of dense features for the solver.
struct DenseRows {
  std::vector<std::size_t> begin, end;
  std::vector<std::uint32_t> numbers;
  std::vector<float> values;
  std::size_t features = 0;

  void add(const std::vector<float>& row) {
    begin.push_back(numbers.size());
    for (std::uint32_t i = 0; i < row.size(); ++i) {
      numbers.push_back(i);
      values.push_back(row[i]);
    }
    end.push_back(numbers.size());
    features = row.size();
  }
  WeightedRows rows() const { return {begin, end, numbers, values, features}; }
};

LinearClass learn(const DenseRows& all, const std::vector<bool>& is_of, SolverSettings settings) {
  std::vector<std::uint32_t> rows(is_of.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
  LinearClass learnt;
  learnt.features.resize(all.features);
  solve_linear(all.rows(), rows, is_of, settings, learnt);
  return learnt;
}

}  // namespace

TEST(LinearSolverTest, TwoPointsHaveAKnownAnswer) {
  // Points +1 and -1 of opposite classes: w minimises w*w/2 + 2C(1-w)^2, so w = 4C/(1+4C).
  DenseRows all;
  all.add({1});
  all.add({-1});
  const auto learnt = learn(all, {true, false}, {1, 1, 1});
  EXPECT_NEAR(learnt.features[0].weight, 0.8, 0.05);
  EXPECT_NEAR(learnt.bias, 0, 0.05);
}

TEST(LinearSolverTest, LeavesNoRoomForImprovement) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  DenseRows all;
  std::vector<bool> is_of;
  for (int i = 0; i < 200; ++i) {
    std::vector<float> row(6);
    for (auto& value : row) value = normal(random);
    is_of.push_back(row[0] + 0.5F * row[1] + 0.7F * normal(random) > 0);
    all.add(row);
  }
  const auto learnt = learn(all, is_of, {0.5F, 0.5F, 1});
  // The objective, with the bias as one more weight; any small step must not lower it by much.
  const auto objective = [&](const LinearClass& at) {
    double sum = 0.5 * at.bias * at.bias;
    for (const auto& feature : at.features) sum += 0.5 * feature.weight * feature.weight;
    for (std::size_t i = 0; i < is_of.size(); ++i) {
      const std::size_t size = all.end[i] - all.begin[i];
      const double margin = margin_of(at, std::span(all.numbers).subspan(all.begin[i], size),
                                      std::span(all.values).subspan(all.begin[i], size));
      const double miss = std::max(0.0, 1 - (is_of[i] ? margin : -margin));
      sum += 0.5 * miss * miss;
    }
    return sum;
  };
  const double best = objective(learnt);
  for (std::size_t i = 0; i < 6; ++i)
    for (const float step : {-0.2F, 0.2F}) {
      auto moved = learnt;
      moved.features[i].weight += step;
      EXPECT_GT(objective(moved), best * 0.999) << i;
    }
}

TEST(LinearSolverTest, ARareClassMayCostMore) {
  DenseRows all;
  std::vector<bool> is_of;
  for (int i = 0; i < 40; ++i) {
    all.add({1, static_cast<float>(i % 3)});
    is_of.push_back(i % 10 == 0);
  }
  const std::vector<std::uint32_t> numbers = {0, 1};
  const std::vector<float> values = {1, 0};
  const auto even = learn(all, is_of, {1, 1, 1});
  const auto costly = learn(all, is_of, {20, 1, 1});
  EXPECT_LT(margin_of(even, numbers, values), margin_of(costly, numbers, values));
}

TEST(LinearSolverTest, OneSidedAndEmptyRowsAreNoTrouble) {
  DenseRows all;
  all.add({});
  all.add({});
  EXPECT_LT(learn(all, {false, false}, {1, 1, 1}).bias, 0);
  EXPECT_GT(learn(all, {true, true}, {1, 1, 1}).bias, 0);
}

}  // namespace aftercare::language
