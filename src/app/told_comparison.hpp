// Two segments side by side as they are told: of the workspace, or of the rows of any table.

#pragma once

#include <string>

#include "app/explained.hpp"
#include "insight/compare/compare.hpp"

namespace aftercare::app {

/// Fails (usage) where no first segment is named.
base::Result<void> needs_segment(const InsightArguments& asked);

/// The segments by their conditions; no second: all others.
Explained told_comparison(const insight::Comparison& comparison, const std::string& first,
                          const std::string& second);

}  // namespace aftercare::app
