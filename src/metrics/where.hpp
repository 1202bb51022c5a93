// Conditions on the dimensions of the workspace: channel in (chat, email) and 省份 = 广东.

#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "metrics/model.hpp"
#include "metrics/question.hpp"

namespace aftercare::metrics {

/// As parse_conditions() reads them: dimensions by name or label, values by code or label; they
/// come back as codes.
base::Result<std::vector<Filter>> parse_where(const Model& model, std::string_view text);

}  // namespace aftercare::metrics
