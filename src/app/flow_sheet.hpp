// A process map as tables, of a file and of the workspace alike.

#pragma once

#include <cstddef>
#include <vector>

#include "insight/flow/conformance.hpp"
#include "insight/flow/handovers.hpp"
#include "insight/flow/process_map.hpp"
#include "insight/told/sheet.hpp"

namespace aftercare::app {

struct FlowFound {
  const insight::ProcessMap& map;
  const insight::EventLog& log;
  const std::vector<insight::Handover>& handovers;
  const insight::Conformance* conformance = nullptr;  // None: no flow is declared.
};

/// `top` rows of each.
void add_flow_tables(const FlowFound& flow, std::size_t top, insight::Sheet& sheet);

}  // namespace aftercare::app
