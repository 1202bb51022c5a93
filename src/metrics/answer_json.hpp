// Answers and definitions as the JSON of the API (docs/formats/metrics.md).

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/changes.hpp"
#include "metrics/model.hpp"
#include "metrics/question.hpp"
#include "metrics/rows.hpp"

namespace aftercare::metrics {

/// null = not applicable; days "2026-03-01"; moments UTC; durations in seconds; percent 0 to 100.
nlohmann::ordered_json to_json(const Answer& answer);
nlohmann::ordered_json to_json(const RowsAnswer& answer);
nlohmann::ordered_json to_json(const Changes& changes);
nlohmann::ordered_json to_json(const Period& period);
nlohmann::ordered_json to_json(const store::Cell& cell);

/// {"metrics": [...], "dimensions": [...]}: all that can be asked.
nlohmann::ordered_json catalog_json(const Model& model);

}  // namespace aftercare::metrics
