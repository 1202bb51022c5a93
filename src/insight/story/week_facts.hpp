// The facts of a week of the workspace, ranked by size, surprise and money.

#pragma once

#include <vector>

#include "insight/story/week_telling.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

struct WeekFacts {
  records::Day from, to;
  std::size_t weeks_before = 0;
  std::size_t looked_at = 0;
  std::vector<WeekFact> facts;  // At most ten, the highest score first.
};

/// So few weeks before are too few.
inline constexpr std::size_t kFewestWeeksBefore = 5;
/// So many days of data make so many whole weeks, the one told included; more than nine are not
/// looked at. Fails (input) with fewer than five before it.
base::Result<std::size_t> weeks_told(std::int64_t days);

/// The seven days up to `asked.to` (none: the last day of the data). Values are named in the
/// language. Fails (input) with fewer than five whole weeks before.
base::Result<WeekFacts> week_facts(const Workspace& workspace, const RowsAsked& asked,
                                   metrics::Language language);

}  // namespace aftercare::insight
