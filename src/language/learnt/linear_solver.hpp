// A two-class linear support vector machine (squared hinge, L2), by dual coordinate descent.
//
// The method of LIBLINEAR's default solver (Hsieh et al., 2008) on our own layout: the rows stand
// once in memory for every class and fold, a class's feature scale lies beside its weight, and the
// order of visits comes from a seed, so results never depend on threads.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace aftercare::language {

/// Rows of weighted features; not owned. The features of row r are [begin[r], end[r]).
struct WeightedRows {
  std::span<const std::size_t> begin;
  std::span<const std::size_t> end;
  std::span<const std::uint32_t> numbers;
  std::span<const float> values;
  std::size_t features = 0;
};

/// A feature's scale for one class and its weight, side by side for the cache.
struct ScaledWeight {
  float scale = 1;
  float weight = 0;
};

struct LinearClass {
  std::vector<ScaledWeight> features;
  float bias = 0;
};

struct SolverSettings {
  float cost_for = 1;      // C of rows that are of the class.
  float cost_against = 1;  // C of the others.
  std::uint64_t seed = 1;
};

/// Fills the weights and the bias of `learnt`, whose scales are given. `rows` are learnt from;
/// is_of[i] tells whether rows[i] is of the class. A row is divided by its length under the scales.
void solve_linear(const WeightedRows& all, std::span<const std::uint32_t> rows,
                  const std::vector<bool>& is_of, const SolverSettings& settings,
                  LinearClass& learnt);

/// How far on the class's side a row is; 0 is the border.
float margin_of(const LinearClass& learnt, std::span<const std::uint32_t> numbers,
                std::span<const float> values);

}  // namespace aftercare::language
