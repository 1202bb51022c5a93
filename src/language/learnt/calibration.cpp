#include "language/learnt/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::language {
namespace {

constexpr std::size_t kMostCells = 600'000;  // Texts times classes that are fitted on.
constexpr int kSteps = 120;
constexpr double kBiasPenalty = 1e-3;

bool holds(const std::vector<std::uint16_t>& classes, std::size_t one) {
  return std::binary_search(classes.begin(), classes.end(), static_cast<std::uint16_t>(one));
}

}  // namespace

void Calibration::apply(std::span<const float> margins, std::vector<float>& probabilities) const {
  const std::size_t classes = class_biases.size();
  probabilities.assign(class_biases.begin(), class_biases.end());
  for (std::size_t m = 0; m < member_weights.size(); ++m)
    for (std::size_t c = 0; c < classes; ++c)
      probabilities[c] += member_weights[m] * margins[m * classes + c];
  if (multi) {
    for (auto& value : probabilities) value = 1 / (1 + std::exp(-value));
    return;
  }
  const float highest = *std::max_element(probabilities.begin(), probabilities.end());
  float sum = 0;
  for (auto& value : probabilities) sum += value = std::exp(value - highest);
  for (auto& value : probabilities) value /= sum;
}

Calibration Calibration::fit(const Margins& margins,
                             std::span<const std::vector<std::uint16_t>> is_of, bool multi,
                             bool biases) {
  Calibration fitted{multi,
                     std::vector<float>(margins.members, 2.F / static_cast<float>(margins.members)),
                     std::vector<float>(margins.classes, 0)};
  const std::size_t texts =
      std::min(margins.texts(), std::max<std::size_t>(500, kMostCells / margins.classes));
  if (texts == 0) return fitted;
  const std::size_t size = margins.members + margins.classes;
  // As Platt: even where every text was right, the next one may not be.
  const double doubt = 2 / (static_cast<double>(texts) + 2);
  const double other_doubt =
      multi || margins.classes < 2 ? doubt : doubt / static_cast<double>(margins.classes - 1);
  // Resilient steps: each parameter has its own, longer while its slope keeps its sign.
  std::vector<double> slope(size), before(size, 0), step(size, 0.1);
  std::vector<float> probabilities;
  for (int round = 0; round < kSteps; ++round) {
    std::fill(slope.begin(), slope.end(), 0);
    for (std::size_t t = 0; t < texts; ++t) {
      const auto of = margins.of(t);
      fitted.apply(of, probabilities);
      for (std::size_t c = 0; c < margins.classes; ++c) {
        const double off = probabilities[c] - (holds(is_of[t], c) ? 1 - doubt : other_doubt);
        for (std::size_t m = 0; m < margins.members; ++m)
          slope[m] += off * of[m * margins.classes + c];
        slope[margins.members + c] += off;
      }
    }
    for (std::size_t c = 0; c < margins.classes; ++c)
      slope[margins.members + c] +=
          kBiasPenalty * static_cast<double>(texts) * fitted.class_biases[c];
    for (std::size_t i = 0; i < (biases ? size : margins.members); ++i) {
      const double agrees = slope[i] * before[i];
      step[i] = agrees > 0 ? std::min(step[i] * 1.2, 2.0) : agrees < 0 ? step[i] * 0.5 : step[i];
      before[i] = agrees < 0 ? 0 : slope[i];
      if (before[i] == 0) continue;
      auto& value =
          i < margins.members ? fitted.member_weights[i] : fitted.class_biases[i - margins.members];
      value -= static_cast<float>(std::copysign(step[i], slope[i]));
      value = std::clamp(value, i < margins.members ? 0.F : -30.F, 50.F);
    }
  }
  return fitted;
}

double log_loss(const Calibration& calibration, const Margins& margins,
                std::span<const std::vector<std::uint16_t>> is_of) {
  double sum = 0;
  std::vector<float> probabilities;
  for (std::size_t t = 0; t < margins.texts(); ++t) {
    calibration.apply(margins.of(t), probabilities);
    for (std::size_t c = 0; c < margins.classes; ++c) {
      const double probability = std::clamp<double>(probabilities[c], 1e-6, 1 - 1e-6);
      if (holds(is_of[t], c))
        sum -= std::log(probability);
      else if (calibration.multi)
        sum -= std::log(1 - probability);
    }
  }
  return sum / static_cast<double>(std::max<std::size_t>(1, margins.texts()));
}

}  // namespace aftercare::language
