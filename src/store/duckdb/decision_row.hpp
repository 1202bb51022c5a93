// What reading and writing decisions share. Private to src/store/duckdb.

#pragma once

#include <string_view>
#include <vector>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/decisions.hpp"

namespace aftercare::store {

// A finding and the record that still is the row it speaks of.
inline constexpr std::string_view kSameRow =
    "e.record_key = n.record_key AND e.file_id = n.file_id AND e.row_number = n.row_number";

inline ValueDecision decision_in(const std::vector<Cell>& row) {
  ValueDecision decision;
  decision.id = number_in(row[0]);
  decision.entity = text_in(row[1]);
  decision.field = text_in(row[2]);
  decision.value = text_in(row[3]);
  decision.code = text_in(row[4]);
  decision.state = text_in(row[5]);
  decision.rows = count_in(row[6]);
  if (const auto* at = std::get_if<records::Moment>(&row[7])) decision.at = *at;
  return decision;
}

/// Of the table, as decision_in() takes them.
inline constexpr std::string_view kDecisionColumns =
    "id, entity, field, old_value, new_value, state, \"rows\", noted_at";

}  // namespace aftercare::store
