// Gradient boosted trees for a yes or no.
//
// Grown by XGBoost, but kept and asked in a form of our own: flat arrays that can be checked before
// they are trusted, so that a model file from elsewhere can do no harm.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "quality/duplicates/pair_features.hpp"

namespace aftercare::quality {

struct TreeNode {
  std::int32_t feature = -1;  // -1: a leaf.
  float value = 0;            // Leaf: what it adds. Else: left if the feature is less.
  std::uint32_t left = 0;     // Nodes of the same tree, behind this one.
  std::uint32_t right = 0;
  bool missing_left = true;
};

struct BoostedTrees {
  std::vector<std::vector<TreeNode>> trees;
  float scale = 1;  // Of the sum of the trees: several forests are averaged.

  /// The probability of yes. REQUIRES: sound() for rows of this width.
  float ask(const float* row) const;
  /// True if no feature is beyond `width`, every branch leads on, and every number is finite.
  bool sound(std::size_t width) const;
};

struct TreePlan {
  int rounds = 300;
  int depth = 6;
  float step = 0.05F;
  float rows = 0.8F;      // Share that each tree sees.
  float features = 0.5F;  // Share that each tree may use.
  float least_weight = 1;
  int forests = 3;  // With different seeds, averaged.
};

/// Fails (internal) if the library does. Deterministic.
base::Result<BoostedTrees> grow_trees(const FeatureTable& features, std::span<const float> labels,
                                      std::span<const std::uint32_t> rows, const TreePlan& plan);

}  // namespace aftercare::quality
