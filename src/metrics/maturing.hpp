// Numbers that depend on the last day that there is data of: rows that need time before they can be
// judged, and ages.

#pragma once

#include <optional>

#include "base/result.hpp"
#include "metrics/plan.hpp"
#include "store/engine.hpp"

namespace aftercare::metrics {

/// Asked of the store only if a metric of the question needs it; else as it was.
base::Result<std::optional<records::Day>> last_day_for(const Model& model,
                                                       const ResolvedQuestion& question,
                                                       const store::Engine& engine,
                                                       const records::Viewer& viewer);

}  // namespace aftercare::metrics
