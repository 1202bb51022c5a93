#include "language/learnt/chain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace aftercare::language {
namespace {

constexpr int kRounds = 10;
constexpr float kRate = 0.1F;
constexpr float kDecay = 2e-4F;     // Of a weight, each time it is touched.
constexpr float kTooSmall = 1e-4F;  // A difference not worth a step.
constexpr unsigned kLeftOut = 96;   // Of 256 features, while learning.
constexpr float kNever = -1e9F;

void score_units(const ChainWeights& weights, const ChainSequence& sequence,
                 std::vector<float>& scores) {
  const std::size_t tags = weights.tags;
  scores.assign(sequence.size() * tags, 0);
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    float* const at = &scores[i * tags];
    for (auto k = sequence.begin[i]; k < sequence.begin[i + 1]; ++k) {
      const float* const from = &weights.features[sequence.numbers[k] * tags];
      for (std::size_t y = 0; y < tags; ++y) at[y] += from[y];
    }
  }
}

// Forward and backward in scaled probabilities; scores must be filled.
void find_marginals(const ChainWeights& weights, std::size_t size,
                    const std::vector<float>& transitions, ChainScratch& scratch) {
  const std::size_t tags = weights.tags;
  auto& forward = scratch.forward;
  auto& backward = scratch.backward;
  forward.assign(size * tags, 0);
  backward.assign(size * tags, 1);
  auto& scores = scratch.scores;
  for (std::size_t i = 0; i < size; ++i) {
    const auto first = scores.begin() + static_cast<std::ptrdiff_t>(i * tags);
    const float highest = *std::max_element(first, first + static_cast<std::ptrdiff_t>(tags));
    for (std::size_t y = 0; y < tags; ++y)
      scores[i * tags + y] = std::exp(std::max(-60.F, scores[i * tags + y] - highest));
  }
  const auto scale = [tags](float* at) {
    float sum = 0;
    for (std::size_t y = 0; y < tags; ++y) sum += at[y];
    sum = sum > 0 ? 1 / sum : 1;
    for (std::size_t y = 0; y < tags; ++y) at[y] *= sum;
  };
  for (std::size_t y = 0; y < tags; ++y) forward[y] = weights.starts[y] != 0 ? scores[y] : 0;
  scale(forward.data());
  for (std::size_t i = 1; i < size; ++i) {
    float* const to = &forward[i * tags];
    for (std::size_t x = 0; x < tags; ++x) {
      const float mass = forward[(i - 1) * tags + x];
      if (mass < 1e-20F) continue;
      for (std::size_t y = 0; y < tags; ++y) to[y] += mass * transitions[x * tags + y];
    }
    for (std::size_t y = 0; y < tags; ++y) to[y] *= scores[i * tags + y];
    scale(to);
  }
  for (std::size_t i = size; i-- > 1;) {
    float* const to = &backward[(i - 1) * tags];
    for (std::size_t x = 0; x < tags; ++x) {
      float sum = 0;
      for (std::size_t y = 0; y < tags; ++y)
        sum += transitions[x * tags + y] * scores[i * tags + y] * backward[i * tags + y];
      to[x] = sum;
    }
    scale(to);
  }
  scratch.marginals.resize(size * tags);
  for (std::size_t i = 0; i < size; ++i) {
    float* const at = &scratch.marginals[i * tags];
    for (std::size_t y = 0; y < tags; ++y) at[y] = forward[i * tags + y] * backward[i * tags + y];
    scale(at);
  }
}

std::vector<float> transitions_of(const ChainWeights& weights) {
  std::vector<float> made(weights.before.size());
  for (std::size_t i = 0; i < made.size(); ++i)
    made[i] = weights.follows[i] != 0 ? std::exp(weights.before[i]) : 0;
  return made;
}

struct Climber {
  float* weight;
  float* squares;
  void step(float slope) const {
    slope -= kDecay * *weight;
    *squares += slope * slope;
    *weight += kRate * slope / std::sqrt(*squares + 1e-6F);
  }
};

// A copy without a random share of the features, so that no single one is relied on.
void leave_out(const ChainSequence& whole, std::mt19937_64& random, ChainSequence& thinned) {
  thinned.numbers.clear();
  thinned.begin.assign(1, 0);
  thinned.tags = whole.tags;
  std::uint64_t bits = 0;
  int left = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (auto k = whole.begin[i]; k < whole.begin[i + 1]; ++k) {
      if (left == 0) bits = random(), left = 8;
      --left;
      if ((bits & 0xFF) >= kLeftOut) thinned.numbers.push_back(whole.numbers[k]);
      bits >>= 8;
    }
    thinned.begin.push_back(thinned.numbers.size());
  }
}

}  // namespace

void learn_chain(std::span<const ChainSequence> sequences, std::uint64_t seed,
                 ChainWeights& weights) {
  const std::size_t tags = weights.tags;
  std::vector<float> feature_squares(weights.features.size(), 0.05F);
  std::vector<float> before_squares(weights.before.size(), 0.05F);
  std::vector<float> slopes(weights.before.size());
  std::vector<std::uint32_t> order(sequences.size());
  std::iota(order.begin(), order.end(), 0U);
  std::mt19937_64 random(seed);
  ChainScratch scratch;
  ChainSequence sequence;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    for (const auto number : order) {
      const auto& whole = sequences[number];
      if (whole.size() == 0) continue;
      leave_out(whole, random, sequence);
      const auto transitions = transitions_of(weights);
      score_units(weights, sequence, scratch.scores);
      find_marginals(weights, sequence.size(), transitions, scratch);
      std::fill(slopes.begin(), slopes.end(), 0.F);
      for (std::size_t i = 1; i < sequence.size(); ++i) {
        // How probable each pair of tags is here.
        float sum = 0;
        const float* const left = &scratch.forward[(i - 1) * tags];
        const float* const right = &scratch.backward[i * tags];
        const float* const here = &scratch.scores[i * tags];
        for (std::size_t x = 0; x < tags; ++x)
          for (std::size_t y = 0; y < tags; ++y)
            sum += left[x] * transitions[x * tags + y] * here[y] * right[y];
        const float by = sum > 0 ? 1 / sum : 0;
        for (std::size_t x = 0; x < tags; ++x) {
          if (left[x] < 1e-12F) continue;
          for (std::size_t y = 0; y < tags; ++y)
            slopes[x * tags + y] -= by * left[x] * transitions[x * tags + y] * here[y] * right[y];
        }
        slopes[sequence.tags[i - 1] * tags + sequence.tags[i]] += 1;
      }
      for (std::size_t i = 0; i < sequence.size(); ++i)
        for (std::size_t y = 0; y < tags; ++y) {
          const float slope = (sequence.tags[i] == y ? 1.F : 0.F) - scratch.marginals[i * tags + y];
          if (std::abs(slope) < kTooSmall) continue;
          for (auto k = sequence.begin[i]; k < sequence.begin[i + 1]; ++k) {
            const std::size_t at = sequence.numbers[k] * tags + y;
            Climber{&weights.features[at], &feature_squares[at]}.step(slope);
          }
        }
      for (std::size_t i = 0; i < slopes.size(); ++i)
        if (weights.follows[i] != 0 && std::abs(slopes[i]) >= kTooSmall)
          Climber{&weights.before[i], &before_squares[i]}.step(slopes[i]);
    }
  }
  for (auto& weight : weights.features) weight *= 1 - kLeftOut / 256.0F;
}

void ask_chain(const ChainWeights& weights, const ChainSequence& sequence, ChainScratch& scratch) {
  const std::size_t tags = weights.tags, size = sequence.size();
  scratch.path.clear();
  if (size == 0) return;
  score_units(weights, sequence, scratch.scores);
  for (std::size_t i = 0; i < size; ++i) scratch.scores[i * tags] -= weights.reserve;
  std::vector<float> best(tags), next(tags);
  scratch.from.assign(size * tags, 0);
  for (std::size_t y = 0; y < tags; ++y)
    best[y] = weights.starts[y] != 0 ? scratch.scores[y] : kNever;
  for (std::size_t i = 1; i < size; ++i) {
    for (std::size_t y = 0; y < tags; ++y) {
      float highest = 2 * kNever;
      for (std::size_t x = 0; x < tags; ++x) {
        if (weights.follows[x * tags + y] == 0) continue;
        const float score = best[x] + weights.before[x * tags + y];
        if (score > highest) {
          highest = score;
          scratch.from[i * tags + y] = static_cast<std::uint16_t>(x);
        }
      }
      next[y] = highest + scratch.scores[i * tags + y];
    }
    best.swap(next);
  }
  auto tag = static_cast<std::uint16_t>(std::max_element(best.begin(), best.end()) - best.begin());
  scratch.path.resize(size);
  for (std::size_t i = size; i-- > 0;) {
    scratch.path[i] = tag;
    tag = scratch.from[i * tags + tag];
  }
  find_marginals(weights, size, transitions_of(weights), scratch);
}

}  // namespace aftercare::language
