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
  decision.rule = text_in(row[8]);
  decision.suggested = text_in(row[9]);
  decision.confidence = real_in(row[10]).value_or(records::kNoConfidence);
  return decision;
}

/// Of the table, as decision_in() takes them.
inline constexpr std::string_view kDecisionColumns =
    "id, entity, field, old_value, new_value, state, \"rows\", noted_at, rule, suggested, "
    "confidence";

/// True of findings `n` that wait for a decision.
inline constexpr std::string_view kUndecided =
    "(n.kind = 'proposed' OR (n.kind = 'flagged' AND n.rule = 'not_in_code_list'))";

}  // namespace aftercare::store
