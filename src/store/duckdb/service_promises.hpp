// SQL functions by which facts know what service was promised of a case, and when it falls due.
//
// first_response_promise(channel, severity, urgency) and resolution_promise(...) are the seconds
// that the first target that fits allows, negative where they are seconds of business hours; null
// where none fits, or the one that does promises nothing of the kind.
// promise_due(from, promise, paused, paused_business) is the moment at which that time has passed
// since `from`, moved by the seconds for which the clock stood still; null where one of them is.

#pragma once

#include "base/result.hpp"
#include "records/business_calendar.hpp"
#include "records/service_targets.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// The two promises are known to this connection only, promise_due to all of the store. Without a
/// calendar every second is open. REQUIRES: channels of the targets are codes; `calendar` outlives
/// the store.
base::Result<void> define_service_promises(const Connection& connection,
                                           const records::ServiceTargets& targets,
                                           const records::BusinessCalendar* calendar);

}  // namespace aftercare::store
