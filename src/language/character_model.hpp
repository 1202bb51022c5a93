// cppjieba's hidden Markov model over runs of single characters.
//
// Each character begins, continues or ends a word, or is one. Impossible transitions weigh
// -3.14e100 as in the model's file; what is added to that stays that, so no path through one is
// ever better than the default (the way from `end`), and they are left out of the sums.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "language/segmenter.hpp"
#include "language/word_cell.hpp"

namespace aftercare::language {

inline constexpr double kImpossible = -3.14e+100;
/// As the model's file numbers them; odd ones end a word.
inline constexpr std::size_t kBeginState = 0, kEndState = 1, kMiddleState = 2, kSingleState = 3;
inline constexpr std::size_t kStates = 4;

/// True if the transitions (from, to) that must be impossible are, and only those.
bool is_word_model(std::span<const double> transitions);

/// Reads tables of the prepared file of words, which must outlive it.
class CharacterModel {
 public:
  explicit CharacterModel(const base::PreparedFile& file);

  /// Writes the words of a run of characters to `out`, which has room for one per character, and
  /// returns what is behind the last; `begin` is where the run begins. REQUIRES: a run not empty.
  Word* cut(std::span<const char32_t> run, std::uint32_t begin, std::vector<std::uint8_t>& ways,
            Word* out) const;

 private:
  using Row = std::array<double, kStates>;
  const double* emission(char32_t point) const {
    return emissions_.data() + (point < rows_.size() ? rows_[point] : 0) * kStates;
  }

  Row start_{};
  std::array<Row, kStates> to_{};  // to_[from][state]
  std::span<const std::uint16_t> rows_;
  std::span<const double> emissions_;
};

}  // namespace aftercare::language
