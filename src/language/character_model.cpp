#include "language/character_model.hpp"

#include <algorithm>

namespace aftercare::language {

bool is_word_model(std::span<const double> transitions) {
  if (transitions.size() != kStates * kStates) return false;
  for (std::size_t from = 0; from < kStates; ++from)
    for (std::size_t to = 0; to < kStates; ++to) {
      const bool inside = from == kBeginState || from == kMiddleState;
      const bool goes_on = to == kEndState || to == kMiddleState;
      const bool impossible = transitions[from * kStates + to] == kImpossible;
      if (impossible != (inside != goes_on)) return false;
    }
  return true;
}

CharacterModel::CharacterModel(const base::PreparedFile& file)
    : rows_(words_section<std::uint16_t>(file, WordSection::rows)),
      emissions_(words_section<double>(file, WordSection::emissions)) {
  const auto model = words_section<double>(file, WordSection::model);
  std::copy_n(model.begin(), kStates, start_.begin());
  for (std::size_t from = 0; from < kStates; ++from)
    std::copy_n(model.begin() + static_cast<std::ptrdiff_t>(kStates * (from + 1)), kStates,
                to_[from].begin());
}

Word* CharacterModel::cut(std::span<const char32_t> run, std::uint32_t begin,
                          std::vector<std::uint8_t>& ways, Word* out) const {
  const std::size_t size = run.size();
  if (ways.size() < size) ways.resize(std::max(size, std::size_t{64}));
  const double* emitted = emission(run[0]);
  double b = start_[kBeginState] + emitted[kBeginState];
  double e = start_[kEndState] + emitted[kEndState];
  double m = start_[kMiddleState] + emitted[kMiddleState];
  double s = start_[kSingleState] + emitted[kSingleState];
  for (std::size_t at = 1; at < size; ++at) {
    emitted = emission(run[at]);
    // The better of two ways into a state; the first wins a tie, and `end` where neither is
    // possible. Added in cppjieba's order: weight, transition, emission.
    const auto better = [](double first, double second, unsigned from_first, unsigned from_second,
                           unsigned& way) {
      double best = kImpossible;
      way = kEndState;
      way = first > best ? from_first : way;
      best = first > best ? first : best;
      way = second > best ? from_second : way;
      return second > best ? second : best;
    };
    unsigned to_b, to_e, to_m, to_s;
    const double new_b = better(e + to_[kEndState][kBeginState] + emitted[kBeginState],
                                s + to_[kSingleState][kBeginState] + emitted[kBeginState],
                                kEndState, kSingleState, to_b);
    const double new_e = better(b + to_[kBeginState][kEndState] + emitted[kEndState],
                                m + to_[kMiddleState][kEndState] + emitted[kEndState], kBeginState,
                                kMiddleState, to_e);
    const double new_m = better(b + to_[kBeginState][kMiddleState] + emitted[kMiddleState],
                                m + to_[kMiddleState][kMiddleState] + emitted[kMiddleState],
                                kBeginState, kMiddleState, to_m);
    const double new_s = better(e + to_[kEndState][kSingleState] + emitted[kSingleState],
                                s + to_[kSingleState][kSingleState] + emitted[kSingleState],
                                kEndState, kSingleState, to_s);
    ways[at] = static_cast<std::uint8_t>(to_b | to_e << 2 | to_m << 4 | to_s << 6);
    b = new_b;
    e = new_e;
    m = new_m;
    s = new_s;
  }
  // Back from the end, keeping the states where the ways stood.
  unsigned state = e >= s ? kEndState : kSingleState;
  for (std::size_t at = size; at-- > 0;) {
    const unsigned way = ways[at];
    ways[at] = static_cast<std::uint8_t>(state);
    state = way >> (2 * state) & 3;
  }
  std::uint32_t left = begin;
  for (std::size_t at = 0; at < size; ++at) {
    if (ways[at] % 2 == 0) continue;
    const auto right = begin + static_cast<std::uint32_t>(at) + 1;
    *out++ = {left, right};
    left = right;
  }
  return out;
}

}  // namespace aftercare::language
