// How a linear model weighs features: what the trainer chooses between.

#pragma once

#include <cstdint>

#include "language/learnt/text_features.hpp"

namespace aftercare::language {

enum class LocalWeight : std::uint8_t {
  bm25,       // Saturates with repeats, less in longer texts.
  sublinear,  // 1 + log of the count.
};

struct Recipe {
  Views views = 0;
  LocalWeight local = LocalWeight::bm25;
  bool per_view = false;     // Each view of a text is brought to length 1 first.
  bool naive_bayes = false;  // A feature weighs more the more its share differs between classes.
  float floor = 0.5F;        // Added to the naive-Bayes ratio.
  float cost = 1;            // C: how much a wrong text costs against large weights.
  float balance = 0;         // Power of (others / own) by which a rare class's texts cost more.

  bool operator==(const Recipe&) const = default;
};

}  // namespace aftercare::language
