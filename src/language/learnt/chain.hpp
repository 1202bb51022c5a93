// A linear-chain conditional random field: tags of a sequence, each depending on what is seen there
// and on the tag before.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace aftercare::language {

/// Weights: of feature f and tag y at f * tags + y; of tag x before y at x * tags + y.
struct ChainWeights {
  std::size_t tags = 0;
  std::vector<float> features;
  std::vector<float> before;
  std::vector<std::uint8_t> follows;  // May tag y follow x? At x * tags + y.
  std::vector<std::uint8_t> starts;   // May a sequence begin with y?
  float reserve = 0;                  // Taken from tag 0 when asked: finds more.
};

/// A sequence: features of unit i are numbers[begin[i] .. begin[i + 1]).
struct ChainSequence {
  std::vector<std::uint32_t> numbers;
  std::vector<std::size_t> begin = {0};
  std::vector<std::uint16_t> tags;  // Given; empty when asked.
  std::size_t size() const { return begin.size() - 1; }
};

/// Memory of one thread.
struct ChainScratch {
  std::vector<float> scores, forward, backward, marginals;
  std::vector<std::uint16_t> from, path;
};

/// Learns by stochastic gradient (AdaGrad) in an order that the seed decides.
void learn_chain(std::span<const ChainSequence> sequences, std::uint64_t seed,
                 ChainWeights& weights);

/// The likeliest tags in scratch.path, and how probable each tag is at each unit in
/// scratch.marginals (unit * tags + tag).
void ask_chain(const ChainWeights& weights, const ChainSequence& sequence, ChainScratch& scratch);

}  // namespace aftercare::language
