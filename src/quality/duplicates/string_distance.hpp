// How alike two short strings are. No allocation.

#pragma once

#include <cstddef>
#include <string_view>

namespace aftercare::quality {

/// Jaro-Winkler (Winkler, 1990) over bytes, in [0, 1]; prefix up to 4, weight .1. Of strings longer
/// than 64 bytes the first 64 count.
float jaro_winkler(std::string_view one, std::string_view other);

/// True if one insertion, deletion, substitution or swap of neighbours makes one the other; false
/// if they are equal.
bool is_one_edit(std::string_view one, std::string_view other);

/// Dice's coefficient of the sets of neighbouring code points, in [0, 1]; for short texts.
float bigram_dice(std::string_view one, std::string_view other);

}  // namespace aftercare::quality
