// Retention: what the dictionary's periods say is over, emptied and reported.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "records/moment.hpp"
#include "store/duckdb/retention.hpp"

namespace aftercare::pipeline {

struct RetentionReport {
  std::vector<store::RetentionCount> counts;  // Entities with a period.
  std::vector<std::string> idle;              // Customers of whom nothing newer is stored.
  std::uint64_t erased = 0;                   // Of them, if it was done.
};

/// Only looks.
base::Result<RetentionReport> expired(const Session& session, records::Moment as_of);

/// Empties what is over and erases idle customers, each with its receipt. May be repeated.
base::Result<RetentionReport> apply_retention(const Session& session, records::Moment as_of,
                                              const Actor& who);

/// The newest moment, not after `now`, that anything with a period is counted from; nothing if
/// there is none.
base::Result<std::optional<records::Moment>> newest_data(const Session& session,
                                                         records::Moment now);

/// The moment that lies a period ("30d", "6m", "3y") before another, by the calendar.
records::Moment before_period(records::Moment as_of, const std::string& period);

}  // namespace aftercare::pipeline
