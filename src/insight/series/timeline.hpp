// Rows of (time, value) as a series of equal steps.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "insight/series/season.hpp"

namespace aftercare::insight {

enum class StepUnit : std::uint8_t { number, second, month };

/// How far apart two values are. Months, quarters and years are no equal number of seconds.
struct Step {
  StepUnit unit = StepUnit::number;
  double size = 1;
};

/// Times are microseconds UTC (`calendar`) or plain numbers.
struct Timeline {
  bool calendar = false;
  Step step;
  std::vector<double> times;  // Ascending, one step apart.
  Values values;              // No NaN.
  std::size_t filled = 0;     // Steps that had no value: on the line between their neighbours.
  std::size_t merged = 0;     // Rows that stood at the time of another: their mean counts.

  /// The time `steps` after the last.
  double after(std::size_t steps) const;
  /// The shortest season that a calendar gives steps of this size (24 hours, 7 days, 52 weeks, 12
  /// months ...); 0 if none.
  std::size_t usual_season() const;
};

/// Rows in any order; a row without time or value (NaN) is left out. The step is the most frequent
/// distance. Fails (input) if no row is left, or if the steps would be more than 20 times the rows.
base::Result<Timeline> timeline_of(std::vector<double> times, Values values, bool calendar);

}  // namespace aftercare::insight
