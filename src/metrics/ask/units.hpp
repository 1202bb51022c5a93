// A question cut into what can be looked up: Chinese characters, Latin words, numbers, signs.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/traditional.hpp"

namespace aftercare::metrics {

struct AskUnit {
  enum class Kind { han, latin, number, date, month, sign };
  Kind kind = Kind::sign;
  std::string text;       // Half width, small letters, Simplified, Latin words in the singular.
  std::size_t begin = 0;  // Bytes of the question.
  std::size_t end = 0;
};

/// "top5 商品 3C" is top, 5, 商, 品, 3, c; 2026-03-05 one date, 2026-03 one month. White space,
/// hyphens between letters and most punctuation only part. `simplifier` may be null.
std::vector<AskUnit> ask_units(std::string_view text, const text::Simplifier* simplifier);

/// What a phrase is known by: its units in a row, so that width, case, number and spaces do not
/// matter.
std::string phrase_key(std::string_view text, const text::Simplifier* simplifier);

}  // namespace aftercare::metrics
