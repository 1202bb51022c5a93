// Do cases take the flow that was declared, and where do they leave it?
//
// A case fits if it begins, goes on and (once finished) ends as declared, lacks no required step
// and keeps the limits. Rules that it breaks are counted, and cases named as samples.

#pragma once

#include "insight/flow/declared_flow.hpp"
#include "insight/flow/event_log.hpp"

namespace aftercare::insight {

struct FlowDeviation {
  enum class Kind {
    begins_otherwise,  // `to` is what it begins with.
    not_allowed,       // `to` follows `from`.
    lacks,             // `to` is required.
    ends_otherwise,    // `from` is its last step, and nothing followed for long.
    late,              // More than the limit between them.
    unknown_step,      // `to` is none of the flow.
  } kind;
  std::string from, to;                // Labels of steps; of an unknown one its name.
  base::Message from_label, to_label;  // The same in both languages.
  std::size_t times = 0, cases = 0;
  double extra_s = 0;                // Of `late`: time beyond the limit, in total.
  std::vector<std::string> samples;  // Cases.
};

struct Conformance {
  std::size_t cases = 0, fitting = 0, open = 0;
  double low = 0, high = 0;               // Of the fitting share, 95 %.
  std::vector<FlowDeviation> deviations;  // Most cases first.
};

/// A case whose last step may go on is open, and lacks nothing yet, as long as nine of ten went on
/// from there within the time since (the log ends with its last event). Fails (input) if no step of
/// the log is one of the flow.
base::Result<Conformance> conformance_of(const EventLog& log, const DeclaredFlow& flow);

/// The log with the party of the declared step as actor where none is known, and what parties are
/// called.
void name_parties(EventLog& log, const DeclaredFlow& flow);

}  // namespace aftercare::insight
