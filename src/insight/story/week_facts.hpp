// The facts of a week of the workspace, ranked by size, surprise and money.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

struct WeekFact {
  enum class Kind {
    metric,   // A number that is not where the weeks before were.
    segment,  // More or fewer rows of a segment than the weeks before.
    cause,    // Where the events of the last weeks gather beyond chance.
    level,    // What there is most of; no change.
  } kind = Kind::level;
  std::string metric;                                                         // Its name.
  std::vector<std::pair<const metrics::Dimension*, std::string>> conditions;  // And label.
  double value = 0;                                                           // Of the week.
  double n = 0;              // Population behind it; of a count the count.
  double expected = 0;       // From the weeks before, or the share of a level.
  double low = 0, high = 0;  // Of what was expected, 95 %; of a level's share.
  std::size_t days = 7;      // Told of so many days; a cause needs more than a week.
  double money = 0;          // Of what was beyond the expected.
  double p = 1, q = 1;
  double score = 0;
};

struct WeekFacts {
  records::Day from, to;
  std::size_t weeks_before = 0;
  std::size_t looked_at = 0;
  std::vector<WeekFact> facts;  // At most ten, the highest score first.
};

/// The seven days up to `asked.to` (none: the last day of the data). Values are named in the
/// language. Fails (input) with fewer than five whole weeks before.
base::Result<WeekFacts> week_facts(const Workspace& workspace, const RowsAsked& asked,
                                   metrics::Language language);

}  // namespace aftercare::insight
