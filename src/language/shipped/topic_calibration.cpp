#include "language/shipped/topic_calibration.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::language {
namespace {

constexpr float kFarMargin = 3, kMostPoints = 6;
constexpr std::size_t kManyTopics = 6;

}  // namespace

std::array<float, kTopicSigns> values_of(const TopicSigns& signs) {
  const auto flag = [](bool is) { return is ? 1.0F : 0.0F; };
  const float by_rules = signs.learnt ? 0 : std::log(std::clamp(signs.points, 0.1F, kMostPoints));
  const float margin = signs.asked ? std::clamp(signs.margin, -kFarMargin, kFarMargin) : 0;
  return {1,
          by_rules,
          flag(signs.learnt),
          flag(signs.first),
          flag(signs.asked && !signs.learnt),
          signs.learnt ? margin : 0,
          signs.learnt ? 0 : margin,
          flag(signs.part),
          static_cast<float>(std::min(signs.found, kManyTopics)) - 1,
          std::log(1 + static_cast<float>(signs.chars)) - 3};
}

float probability_right(std::span<const float> weights, const TopicSigns& signs) {
  const auto values = values_of(signs);
  float sum = 0;
  for (std::size_t at = 0; at < values.size(); ++at) sum += weights[at] * values[at];
  return 1 / (1 + std::exp(-sum));
}

}  // namespace aftercare::language
