// Who waits for whom: after whose step a case lay still until somebody else did the next.

#pragma once

#include "insight/flow/event_log.hpp"

namespace aftercare::insight {

struct Handover {
  std::size_t from = 0, to = 0;  // Actors: who was done, and for whom the case waited.
  std::size_t count = 0, cases = 0;
  double median_wait = 0, p90_wait = 0, total_wait = 0;  // Seconds.
};

/// The longest wait in total first. A step that the same actor goes on with is no handover, and
/// neither is one whose actor is not known.
std::vector<Handover> handovers_of(const EventLog& log);

}  // namespace aftercare::insight
