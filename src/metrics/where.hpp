// Conditions as people write them: channel in (chat, email) and severity >= 3 and 省份 = 广东.

#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "metrics/model.hpp"
#include "metrics/question.hpp"

namespace aftercare::metrics {

/// condition { and condition }; a condition is
///   DIMENSION (= | != | > | >= | < | <=) VALUE
///   DIMENSION [not] in (VALUE, ...)        DIMENSION is [not] null
/// Dimensions by name or label; values by code or label, quoted ('...' or "...", the quote doubled
/// inside) if they hold spaces or signs. Full-width signs and 且 are as good. Empty text: none.
/// The values come back as codes. Fails (usage) naming the character at which it went wrong.
base::Result<std::vector<Filter>> parse_where(const Model& model, std::string_view text);

}  // namespace aftercare::metrics
