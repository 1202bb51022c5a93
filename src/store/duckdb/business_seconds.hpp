// SQL function business_seconds(TIMESTAMP, TIMESTAMP): open time between two UTC moments by the
// workspace's business calendar; null where a moment is unknown or they stand backwards.

#pragma once

#include "base/result.hpp"
#include "records/business_calendar.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// Registers the function for all connections of the store. Without a calendar every second is
/// open. REQUIRES: `calendar` outlives it.
base::Result<void> register_business_seconds(const Connection& connection,
                                             const records::BusinessCalendar* calendar);

}  // namespace aftercare::store
