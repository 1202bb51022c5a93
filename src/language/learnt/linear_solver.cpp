#include "language/learnt/linear_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aftercare::language {
namespace {

constexpr float kBiasValue = 1;
constexpr int kMostPasses = 60;
constexpr double kClose = 0.1;  // The largest violation at which it is done, as LIBLINEAR's eps.

// xorshift64*: small, and the same everywhere.
class VisitOrder {
 public:
  explicit VisitOrder(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::size_t below(std::size_t bound) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<std::size_t>(((state_ * 0x2545F4914F6CDD1DULL) >> 32) * bound >> 32);
  }

 private:
  std::uint64_t state_;
};

float length_of(const LinearClass& learnt, std::span<const std::uint32_t> numbers,
                std::span<const float> values) {
  float squares = 0;
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const float value = values[k] * learnt.features[numbers[k]].scale;
    squares += value * value;
  }
  return std::sqrt(squares);
}

}  // namespace

void solve_linear(const WeightedRows& all, std::span<const std::uint32_t> rows,
                  const std::vector<bool>& is_of, const SolverSettings& settings,
                  LinearClass& learnt) {
  const std::size_t count = rows.size();
  std::vector<float> inverse(count), alpha(count, 0), diagonal(count), square(count);
  std::vector<std::uint32_t> order(count);
  const auto numbers_of = [&](std::size_t i) {
    return all.numbers.subspan(all.begin[rows[i]], all.end[rows[i]] - all.begin[rows[i]]);
  };
  const auto values_of = [&](std::size_t i) {
    return all.values.subspan(all.begin[rows[i]], all.end[rows[i]] - all.begin[rows[i]]);
  };
  for (std::size_t i = 0; i < count; ++i) {
    const float length = length_of(learnt, numbers_of(i), values_of(i));
    inverse[i] = length > 0 ? 1 / length : 0;
    diagonal[i] = 0.5F / (is_of[i] ? settings.cost_for : settings.cost_against);
    square[i] = (length > 0 ? 1 : 0) + kBiasValue * kBiasValue + diagonal[i];
    order[i] = static_cast<std::uint32_t>(i);
  }
  for (auto& feature : learnt.features) feature.weight = 0;
  float bias = 0;
  VisitOrder visits(settings.seed);
  std::size_t active = count;
  double highest_before = std::numeric_limits<double>::infinity();
  ScaledWeight* const features = learnt.features.data();
  for (int pass = 0; pass < kMostPasses; ++pass) {
    double highest = -std::numeric_limits<double>::infinity();
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t at = 0; at + 1 < active; ++at)
      std::swap(order[at], order[at + visits.below(active - at)]);
    for (std::size_t at = 0; at < active; ++at) {
      const std::size_t i = order[at];
      const auto numbers = numbers_of(i);
      const auto values = values_of(i);
      const float sign = is_of[i] ? 1.F : -1.F;
      float sum = 0;
      for (std::size_t k = 0; k < numbers.size(); ++k) {
        const auto& feature = features[numbers[k]];
        sum += values[k] * feature.scale * feature.weight;
      }
      const float gradient =
          sign * (sum * inverse[i] + bias * kBiasValue) - 1 + diagonal[i] * alpha[i];
      double projected = gradient;
      if (alpha[i] == 0) {
        if (gradient > highest_before) {
          std::swap(order[at--], order[--active]);
          continue;
        }
        if (gradient > 0) projected = 0;
      }
      highest = std::max(highest, projected);
      lowest = std::min(lowest, projected);
      if (std::abs(projected) < 1e-12) continue;
      const float before = alpha[i];
      alpha[i] = std::max(alpha[i] - gradient / square[i], 0.F);
      const float change = (alpha[i] - before) * sign;
      const float by = change * inverse[i];
      for (std::size_t k = 0; k < numbers.size(); ++k) {
        auto& feature = features[numbers[k]];
        feature.weight += by * values[k] * feature.scale;
      }
      bias += change * kBiasValue;
    }
    if (highest - lowest <= kClose) {
      if (active == count) break;
      active = count;
      highest_before = std::numeric_limits<double>::infinity();
      continue;
    }
    highest_before = highest <= 0 ? std::numeric_limits<double>::infinity() : highest;
  }
  learnt.bias = bias * kBiasValue;
}

float margin_of(const LinearClass& learnt, std::span<const std::uint32_t> numbers,
                std::span<const float> values) {
  float sum = 0, squares = 0;
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const auto& feature = learnt.features[numbers[k]];
    const float value = values[k] * feature.scale;
    squares += value * value;
    sum += value * feature.weight;
  }
  return (squares > 0 ? sum / std::sqrt(squares) : 0) + learnt.bias;
}

}  // namespace aftercare::language
