// How much of a batch was judged and how much of that failed, by dimension of quality. Counts
// add up: over slices, files, sources and days.

#pragma once

#include <cstdint>
#include <string_view>

namespace aftercare::records {

enum class QualityDimension : std::uint8_t {
  completeness,  // Fields that the source delivers are filled.
  validity,      // Values have their type, range, list and form.
  uniqueness,    // Rows are no duplicates; counted by the ledger.
  consistency,   // Values of a row agree with each other.
  timeliness,    // Records arrive soon after what they are about.
  accuracy,      // Values agree with something outside: a gazetteer, their encoding.
  count_of_dimensions
};

constexpr std::string_view to_name(QualityDimension dimension) {
  constexpr std::string_view names[] = {"completeness", "validity",   "uniqueness",
                                        "consistency",  "timeliness", "accuracy"};
  return names[static_cast<std::size_t>(dimension)];
}

struct QualityCount {
  QualityDimension dimension = QualityDimension::completeness;
  std::uint64_t checked = 0;
  std::uint64_t failed = 0;  // Of checked.
};

}  // namespace aftercare::records
