// From margins to probabilities that mean what they say.
//
// Each member model's margin of each class is multiplied by the member's weight, a bias of the
// class is added, and the sums become probabilities: by softmax where one label is right, each by
// itself where several may be. Fitted on margins of texts the members had not learnt from.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace aftercare::language {

/// Margins of texts by members: of text t, member m, class c at (t * members + m) * classes + c.
struct Margins {
  std::size_t members = 0;
  std::size_t classes = 0;
  std::vector<float> values;

  std::size_t texts() const { return members == 0 ? 0 : values.size() / (members * classes); }
  std::span<const float> of(std::size_t text) const {
    return std::span(values).subspan(text * members * classes, members * classes);
  }
};

struct Calibration {
  bool multi = false;
  std::vector<float> member_weights;
  std::vector<float> class_biases;

  /// Replaces `probabilities`, one a class. REQUIRES margins of one text.
  void apply(std::span<const float> margins, std::vector<float>& probabilities) const;

  /// `is_of[t]` lists the classes of text t. Without `biases` they stay 0.
  static Calibration fit(const Margins& margins, std::span<const std::vector<std::uint16_t>> is_of,
                         bool multi, bool biases);
};

/// Mean negative logarithm of the probability of what is right.
double log_loss(const Calibration& calibration, const Margins& margins,
                std::span<const std::vector<std::uint16_t>> is_of);

}  // namespace aftercare::language
