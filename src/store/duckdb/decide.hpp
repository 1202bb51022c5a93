// What becomes of every row of a batch: stored, update of a known record, or duplicate.
//
// Pure: it is told what the table knows and touches no table. Rows are judged in file order:
//   known key, known content            duplicate by key
//   known key, other content            update; if the entity has a version field and the row is
//                                       older than the record, the row goes to the history
//   other key, known same_hash          duplicate by content
//   else                                stored

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "records/batch.hpp"

namespace aftercare::store {

/// A record as the table has it.
struct KnownRecord {
  std::string content_hash;
  std::string same_hash;              // Empty: none.
  std::optional<std::int64_t> stamp;  // Value of the version field.
  std::int32_t version = 1;           // Number of versions of it so far.
};

/// What the tables know about the rows of a batch.
struct KnownRecords {
  std::unordered_map<std::uint32_t, KnownRecord> by_row;         // Record with the row's key.
  std::unordered_map<std::string_view, std::string> by_content;  // same_hash -> record_key.
  std::unordered_set<std::uint32_t> old_version;  // Rows equal to a version in the history.
};

enum class Outcome : std::uint8_t {
  stored,
  updated,
  duplicate_key,
  duplicate_content,
  quarantined
};

struct Duplicate {
  std::uint32_t row = 0;
  std::string original_key;
  bool by_content = false;
};

struct Decision {
  std::vector<Outcome> outcomes;                  // One per row.
  std::vector<std::uint32_t> current;             // Rows that go to the table...
  std::vector<std::int32_t> current_versions;     // ...as this version.
  std::vector<std::uint32_t> superseded;          // Rows that go straight to the history...
  std::vector<std::int32_t> superseded_versions;  // ...as this version.
  std::vector<std::string_view> replaced;         // Keys whose stored version goes to the history.
  std::vector<std::string_view> outlived;         // Keys whose stored version stays, although...
  std::vector<std::int32_t> outlived_versions;    // ...so many versions are known now.
  std::vector<Duplicate> duplicates;

  std::uint64_t count(Outcome outcome) const;
};

/// REQUIRES: record_key and content_hash are present in every good row (checked by the caller).
Decision decide(const records::Batch& batch, const KnownRecords& known);

}  // namespace aftercare::store
