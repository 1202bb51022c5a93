// Rows with what came of them and what may have influenced it.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::insight {

/// One thing that may have an influence: a number, or one of several values.
struct InfluenceFactor {
  std::string name;
  base::Message label;
  // Of a number; NaN: not known. Empty: it is a choice.
  std::vector<double> numbers;
  // Of a choice: its values, and of each row a place among them.
  std::vector<base::Message> values;
  std::vector<std::uint32_t> of;
  std::string unit;  // Of a number; "s": a duration.

  bool is_number() const { return !numbers.empty(); }
};

struct InfluenceRows {
  std::vector<double> target;  // 0 and 1, or any finite numbers.
  std::vector<InfluenceFactor> factors;
};

}  // namespace aftercare::insight
