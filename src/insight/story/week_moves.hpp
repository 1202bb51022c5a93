// What moved this week: counts of segments, and metrics, beside the weeks before.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace aftercare::insight {

/// Events of one kind that agree in every dimension, week by week; the last week is the one told.
struct WeekCell {
  std::vector<std::uint32_t> values;  // Of each dimension; kNotTold: not known.
  std::vector<double> counts;
  double money = 0;  // Of the last week.
};
inline constexpr std::uint32_t kNotTold = UINT32_MAX;

struct WeekMove {
  std::vector<std::pair<std::size_t, std::uint32_t>> conditions;  // One or two.
  double count = 0;
  double expected = 0;       // From the weeks before,
  double low = 0, high = 0;  // where 95 of 100 such weeks lie.
  double excess = 0;         // count - expected, with the interval of that:
  double excess_low = 0, excess_high = 0;
  double money = 0;     // Of the excess, at what an event of it stands for.
  double p = 1, q = 1;  // Two-sided; for all segments looked at (Bonferroni).
};

struct WeekMoves {
  std::vector<WeekMove> moves;  // The surest first; what one explains is no second one.
  std::size_t looked_at = 0;
};

struct WeekMoveSettings {
  std::size_t most = 12;
  double most_q = 0.02;
  double least_count = 5;  // In the week, or expected.
};

/// REQUIRES five weeks or more, as many in every cell. A segment is one value or two of different
/// dimensions; how much its weeks vary beyond chance is taken from them, the small ones leaning on
/// how much all vary.
WeekMoves week_moves(const std::vector<WeekCell>& cells, std::size_t dimensions,
                     const WeekMoveSettings& settings = {});

/// A series of one week after the other: the last beside those before. Null weeks are NaN.
struct WeekChange {
  double before = 0;         // Mean of the weeks before.
  double low = 0, high = 0;  // Where 95 of 100 such weeks lie.
  double p = 1;
};
WeekChange week_change(const std::vector<double>& weeks);

}  // namespace aftercare::insight
