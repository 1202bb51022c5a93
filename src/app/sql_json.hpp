// Answers of hand-written SQL, and the tables that it may read, as JSON.

#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "store/duckdb/hand_written.hpp"

namespace aftercare::app {

/// {"columns": [{"name", "type"}], "rows": [[...]], "row_count", "cut"}; moments are in UTC.
nlohmann::ordered_json to_json(const store::StatementAnswer& answer);
/// {"tables": [{"name", "label", "columns": [{"name", "type", "label", "shown"}], "hidden"}],
///  "left_out": [{"name", "why"}]}.
nlohmann::ordered_json to_json(const store::RoleViews& views);

/// "clear", "masked", "token": how a column's values stand in an answer.
std::string_view shown_name(const store::RoleColumn& column);

}  // namespace aftercare::app
