// Levels: what was opened and not yet ended at the end of a day.
//
// level(day) = opened until then - ended until then. Both sides count the same rows (those still
// open, and those whose end is known and not before their beginning), so a level is never negative.
// The ages of those that are open add up to level(day) * day less the days on which they were
// opened, which add up and are taken off like the rows themselves.

#pragma once

#include <string>

#include "metrics/definition.hpp"
#include "metrics/plan.hpp"

namespace aftercare::metrics {

/// Counts by bucket, for ages with the sum of the days on which they were opened behind (since
/// 1970-01-01): way 0 what was opened, way k what ended on the k-th of `ended`. Everything
/// from the beginning of time until the question's `to`, since a level needs what came before.
QueryPart stock_part(const Stock& stock, std::size_t way, const std::string& metric,
                     const ResolvedQuestion& question);

/// The rows that are the level at the end of `to` (today's level if not given).
store::ExpressionPtr stock_rows(const Stock& stock, const ResolvedQuestion& question);

}  // namespace aftercare::metrics
