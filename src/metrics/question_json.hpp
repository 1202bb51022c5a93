// A question from the JSON of the API.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/result.hpp"
#include "metrics/question.hpp"
#include "metrics/rows.hpp"

namespace aftercare::metrics {

/// {"metrics": [...] or "metric": "...", "by": [...], "where": [{"dimension", "op", "values"}],
///  "having": [{"metric", "op", "value"}], "from", "to", "order": [{"name", "descending"}],
///  "limit", "compare": "previous" or "year", "rolling": 7, "moving_average", "cumulative",
///  "share", "other": true};
/// all but the metric may be missing or null. Other keys are left to the caller. Fails (usage)
/// naming the key. Names are not looked up.
base::Result<Question> question_from_json(const nlohmann::json& json);

/// "previous" or "year".
base::Result<Against> against_of(std::string_view word);

/// {"page": 1, "page_size": 50, "order": {...} or [{...}]}; all may be missing.
base::Result<Page> page_from_json(const nlohmann::json& json);

}  // namespace aftercare::metrics
