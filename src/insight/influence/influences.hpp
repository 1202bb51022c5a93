// What a result depends on, each influence beside all others at the same time.
//
// One additive model of all factors (logistic for a yes or no, linear for a number), so that an
// effect is what is left of it when the others are as they are: slow replies look guilty where the
// slow channel is disliked anyway. An effect is told in the result's own unit: by how much the mean
// would differ had all rows the one value or the other. A factor is an influence if all of its
// coefficients together are beyond chance (Wald), the rate of false discoveries over all factors
// held (Benjamini and Hochberg). Factors that go together are told apart by little: how much of a
// factor the others say (Fox and Monette 1992) is told with it, and two that hide each other are
// tested together.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "insight/influence/design.hpp"

namespace aftercare::insight {

struct InfluenceLevel {
  DesignLevel::Kind kind = DesignLevel::Kind::value;
  std::uint32_t value = 0;
  double n = 0, mean = 0;  // Rows that have it, and their mean; not of a move.
  double effect = 0;       // Beside the reference; of a move from the lower quartile to the upper.
  double low = 0, high = 0;  // 95 %.
  double alone = 0;          // The same, were there no other factor.
};

struct Influence {
  std::size_t factor = 0;  // Of the rows.
  double p = 1, q = 1;
  double shared = 0;  // Of it the other factors say so much, 0 to 1.
  std::optional<std::size_t>
      goes_with;  // The factor that says most of it, if shared is 0.5 or more.
  // Of both together, where neither is an influence by itself: one of them is, if it is small.
  std::optional<double> together_q;
  std::optional<std::uint32_t> reference;
  double reference_n = 0, reference_mean = 0;
  double low = 0, high = 0;            // Of a number: the quartiles.
  std::vector<InfluenceLevel> levels;  // The largest effect first.

  /// The largest effect that is beyond its interval; 0: none.
  double sure_effect() const;
};

struct Influences {
  bool logistic = false;
  double n = 0, mean = 0;
  std::vector<Influence> influences;  // Those beyond chance first, by sure effect.
  std::vector<std::size_t> left_out;  // Factors that say nothing: constant, or nearly.
  std::size_t least = 0;              // Rows of a value that stands alone.
};

struct InfluenceSettings {
  double most_q = 0.02;
  std::size_t least = 20;       // Rows of a value.
  double rows_per_column = 10;  // Of the rarer outcome.
};

/// Fails (input) with fewer than 50 rows, if the target is all the same, or if no factor says
/// anything.
base::Result<Influences> influences_on(const InfluenceRows& rows,
                                       const InfluenceSettings& settings = {});

}  // namespace aftercare::insight
