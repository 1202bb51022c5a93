// Query tree -> the SQL of one engine.
//
// One walk over the tree serves all engines; what differs is a Grammar. Nothing of a
// question reaches the SQL unchecked: a name is a plain identifier and stands in quotes,
// a value is an escaped literal, and a tree that makes no sense is refused, not sent.

#pragma once

#include <string>

#include "base/result.hpp"
#include "store/query.hpp"

namespace aftercare::store {

enum class Dialect { duckdb };

/// One SELECT without a closing semicolon. Grouped and limited queries are ordered to the
/// last row: unless `order_by` does so itself, the selected columns that are no aggregates follow
/// it, nulls last, so equal questions give equal answers. Fails (internal) on names other than
/// [a-z_][a-z0-9_]*, literals no engine can hold (not finite, not UTF-8, NUL), aggregates where
/// none may stand, and columns neither grouped nor aggregated.
base::Result<std::string> render(const Query& query, Dialect dialect);

/// SELECT count(*) of the rows that `query` would give without limit and offset.
/// REQUIRES: the query neither groups nor aggregates.
base::Result<std::string> render_count(const Query& query, Dialect dialect);

/// What stands behind WHERE alone. REQUIRES: the query has a condition.
base::Result<std::string> render_condition(const Query& query, Dialect dialect);

}  // namespace aftercare::store
