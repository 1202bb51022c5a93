// Which column goes to which field, so that the whole is best.

#pragma once

#include <cstddef>
#include <vector>

namespace aftercare::standard {

inline constexpr std::size_t kUnassigned = static_cast<std::size_t>(-1);

/// For each row the column it is given, each column at most once, so that the sum of
/// `gain[row][column]` is highest; kUnassigned where that gains more. A gain of 0 or less is never
/// taken. REQUIRES rows of equal length. Cubic in the larger side; of more than 200 rows only those
/// are looked at that a best assignment may need.
std::vector<std::size_t> best_assignment(const std::vector<std::vector<double>>& gain);

}  // namespace aftercare::standard
