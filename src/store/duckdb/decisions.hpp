// Values that somebody has to decide about: those that no code list knows, and repairs that were
// too unsure to be made.
//
// Such a value stands in a finding; its record has nothing in the field, or what could be stored
// without the repair. A decision puts what it means into every record that has it, turns the
// finding into a repair (the old value beside the new), and can be undone. writer.hpp decides and
// undoes.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/finding.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// What findings call a value that was mended as decided.
inline constexpr std::string_view kDecidedRule = records::kDecidedRule;
/// What they call one that a decision can mend.
inline constexpr std::string_view kUnlistedRule = "not_in_code_list";

struct UndecidedValue {
  std::string entity;
  std::string field;
  std::string value;                              // Empty: nothing stood there.
  std::uint64_t stored = 0;                       // Records that have it.
  std::uint64_t waiting = 0;                      // Rows of the quarantine that have it.
  std::string rule = std::string(kUnlistedRule);  // What the findings are called.
  std::string
      suggested;  // What the repair would put there; empty: nothing, or to remove the value.
  double confidence = 0;  // Of the repair.
};

/// The most frequent first, at most 500 a field. None that was rejected. Personal values are called
/// by mask and sign (privacy::called).
base::Result<std::vector<UndecidedValue>> undecided_values(const Database& database,
                                                           const records::Viewer& viewer);

/// Ids of waiting rows that have the value.
base::Result<std::vector<std::int64_t>> rows_waiting_for(const Database& database,
                                                         const records::Viewer& viewer,
                                                         const UndecidedValue& value);

struct ValueDecision {
  std::int64_t id = 0;
  std::string entity;
  std::string field;
  std::string value;       // As sources write it.
  std::string code;        // What it means; empty: it was left, or accepted that it be removed.
  std::string state;       // "accepted", "rejected", "undone".
  std::uint64_t rows = 0;  // Records changed when it was made.
  records::Moment at;
  std::string rule;       // What its findings were called, and are again when it is undone;
  std::string suggested;  // what they proposed. Of a value that is empty it says which is meant.
  double confidence = records::kNoConfidence;
  std::vector<std::string> changed = {};  // Keys of the records that it changed just now.
};

/// Not texts that people wrote: what they say is masked and quoted nowhere.
bool can_be_decided(const records::Field& field);

/// A personal value of a record as it lies there. The store cannot open it.
struct SealedField {
  std::string person;
  std::string sealed;
  std::string province;  // Of the record, empty where it has none: an address keeps them.
  std::string city;
};
struct ResealedField {
  std::string shown;  // Its mask; empty: the field has no value now.
  std::string token;  // 32 hexadecimal digits; may be empty.
  std::string sealed;
};
/// Puts what a decision ("accepted" or "undone") says into a sealed record, in memory.
using Reseal = std::function<base::Result<ResealedField>(const ValueDecision&, const SealedField&)>;

/// The newest first.
base::Result<std::vector<ValueDecision>> value_decisions(const Database& database,
                                                         const records::Viewer& viewer);

}  // namespace aftercare::store
