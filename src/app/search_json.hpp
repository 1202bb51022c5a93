// Records found by an exact value, as JSON.

#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "pipeline/exact_search.hpp"

namespace aftercare::app {

/// {"found": [{"entity": "case", "more": false, "records": [{"key", "source", "fields": {...}}]}]};
/// null fields are left out, personal ones are as the viewer may see them.
nlohmann::ordered_json to_json(const std::vector<pipeline::SearchHits>& found);

}  // namespace aftercare::app
