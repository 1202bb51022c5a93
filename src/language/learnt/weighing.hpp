// From counts of features to the values a solver sees, as a recipe says.

#pragma once

#include <span>
#include <vector>

#include "language/learnt/feature_corpus.hpp"
#include "language/learnt/linear_solver.hpp"
#include "language/learnt/recipe.hpp"

namespace aftercare::language {

/// What is known of features beyond a text: how rare each is. Belongs to a corpus or a model.
struct FeatureRarity {
  std::vector<float> rarity;        // By number.
  std::vector<std::uint8_t> views;  // By number.
  float average_length = 1;         // Of texts, in features with repeats.

  static FeatureRarity of(const FeatureCorpus& corpus);
};

/// Replaces `kept` and `values` by the text's features that the recipe looks at.
void weigh(const Recipe& recipe, const FeatureRarity& rarity,
           std::span<const std::uint32_t> numbers, std::span<const std::uint8_t> counts,
           std::vector<std::uint32_t>& kept, std::vector<float>& values);

/// A whole corpus weighed. rows() views into it.
class WeighedCorpus {
 public:
  WeighedCorpus(const FeatureCorpus& corpus, const FeatureRarity& rarity, const Recipe& recipe,
                unsigned workers);
  WeightedRows rows() const {
    return {std::span(begin_).first(begin_.size() - 1), std::span(begin_).subspan(1), numbers_,
            values_, features_};
  }

 private:
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> numbers_;
  std::vector<float> values_;
  std::size_t features_ = 0;
};

/// The scale of each feature for one class: 1, or by naive Bayes over the rows learnt from.
void scale_features(const Recipe& recipe, const FeatureCorpus& corpus,
                    std::span<const std::uint32_t> rows, const std::vector<bool>& is_of,
                    LinearClass& learnt);

}  // namespace aftercare::language
