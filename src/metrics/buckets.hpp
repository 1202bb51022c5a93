// Days, weeks and months between two days.

#pragma once

#include <cstdint>
#include <vector>

#include "records/moment.hpp"
#include "store/query.hpp"

namespace aftercare::metrics {

/// The first day of the day's unit; weeks begin on Monday.
records::Day first_day_of(records::Day day, store::DayUnit unit);
/// The last day of the unit that begins on `bucket`.
records::Day last_day_of(records::Day bucket, store::DayUnit unit);
/// First days of the units that hold a day of the period, in order; none if from > to.
std::vector<records::Day> buckets_between(records::Day from, records::Day to, store::DayUnit unit);
/// How many there are, at most.
std::uint64_t most_buckets(records::Day from, records::Day to, store::DayUnit unit);

}  // namespace aftercare::metrics
