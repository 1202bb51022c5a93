// Rows behind a line of the tree of causes.

#pragma once

#include <vector>

#include "insight/rootcause/counted_causes.hpp"
#include "insight/told/sample_rows.hpp"

namespace aftercare::insight {

/// Of the events that meet all of `path` and none of `taken` (each a conjunction: the siblings that
/// were told before, whose events count there) the newest.
base::Result<std::vector<SampleRow>> cause_samples(const Workspace& workspace,
                                                   const CountedCauses& counted,
                                                   const CauseConditions& path,
                                                   const std::vector<CauseConditions>& taken);

}  // namespace aftercare::insight
