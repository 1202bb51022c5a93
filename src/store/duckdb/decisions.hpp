// Values that no code list knows, and what people decided that they mean.
//
// Such a value stands in a finding; its record has nothing in the field, or what a stage guessed.
// A decision puts a code into every record that has it, turns the finding into a repair (the old
// value beside the new), and can be undone. writer.hpp decides and undoes.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// What findings call a value that was mended as decided.
inline constexpr std::string_view kDecidedRule = "decided_value";
/// What they call one that a decision can mend.
inline constexpr std::string_view kUnlistedRule = "not_in_code_list";

struct UnlistedValue {
  std::string entity;
  std::string field;
  std::string value;
  std::uint64_t stored = 0;   // Records that have it.
  std::uint64_t waiting = 0;  // Rows of the quarantine that have it.
};

/// The most frequent first, at most 500 a field. None that was rejected.
base::Result<std::vector<UnlistedValue>> unlisted_values(const Database& database,
                                                         const records::Viewer& viewer);

/// Ids of waiting rows that have the value.
base::Result<std::vector<std::int64_t>> rows_waiting_for(const Database& database,
                                                         const records::Viewer& viewer,
                                                         const UnlistedValue& value);

struct ValueDecision {
  std::int64_t id = 0;
  std::string entity;
  std::string field;
  std::string value;       // As sources write it.
  std::string code;        // What it means; empty: it was decided to leave it.
  std::string state;       // "accepted", "rejected", "undone".
  std::uint64_t rows = 0;  // Records changed when it was made.
  records::Moment at;
};

/// The newest first.
base::Result<std::vector<ValueDecision>> value_decisions(const Database& database,
                                                         const records::Viewer& viewer);

}  // namespace aftercare::store
