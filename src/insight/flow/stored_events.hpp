// The flows of the workspace: what happens to a case, and to a return.

#pragma once

#include "insight/flow/event_log.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

enum class StoredFlow {
  cases,    // Opened, first reply, resolved, closed.
  returns,  // Requested, goods back, money back.
};

/// The rows that the metric counts, which tell the flow: those of return requests theirs, all
/// others of cases. Steps in the language given; of returns and of the closing only the day is
/// known. Fails (input) if no row has a step, (usage) on a metric of neither.
struct StoredEvents {
  EventLog log;
  EventLog held;  // Of those that are held against the declared flow: a review expects no answer.
  std::size_t without_answer = 0;  // Cases that are not.
};
base::Result<StoredEvents> stored_events(const Workspace& workspace, const std::string& metric,
                                         metrics::Language language, const RowsAsked& asked);

/// The declared flow of the catalog that these rows should take: "case" or "return".
base::Result<std::string> usual_flow(const Workspace& workspace, const std::string& metric);

}  // namespace aftercare::insight
