// One record with where it came from, and what belongs to it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct FoundAbout {
  std::string kind;
  std::string field;
  std::string rule;
  std::string before;
  std::string after;
  std::optional<double> confidence;  // Of a repair.
};

struct RecordView {
  std::vector<std::pair<std::string, Cell>> fields;  // The dictionary's, masked, in its order.
  std::string source;
  std::string file;  // Name of the file.
  std::uint64_t row = 0;
  std::uint64_t byte = 0;
  std::int32_t versions = 1;  // Of it, this one included.
  std::vector<FoundAbout> findings;
};
/// nullopt if there is no such record. Fails (usage) on an entity the dictionary does not know.
base::Result<std::optional<RecordView>> record(const Database& database,
                                               const records::Viewer& viewer,
                                               std::string_view entity, const std::string& key);

/// Some records side by side: the dictionary's fields, masked. Unknown keys are left out.
struct RecordFace {
  std::string key;
  std::string source;
  std::vector<std::pair<std::string, Cell>> fields;
};
base::Result<std::vector<RecordFace>> faces_of(const Database& database,
                                               const records::Viewer& viewer,
                                               std::string_view entity,
                                               const std::vector<std::string>& keys);

struct MessageView {
  std::optional<records::Moment> sent_at;
  std::string sender;
  std::string text;
  std::string entities;  // JSON arrays of the message's fields; empty where there are none, or the
  std::string promises;  // viewer may not see the text they stand in.
};
/// Messages of the case with this record key, in the order they were sent.
base::Result<std::vector<MessageView>> messages_of(const Database& database,
                                                   const records::Viewer& viewer,
                                                   const std::string& case_key);

/// The sealed original of a record and whose key opens it.
struct SealedRecord {
  std::string sealed;
  std::string person;
};
/// Of a customer by customer_id; nullopt if unknown or nothing was sealed. For who may unseal.
base::Result<std::optional<SealedRecord>> sealed_customer(const Database& database,
                                                          const records::Viewer& viewer,
                                                          const std::string& customer_id);

/// Of a record by its key, and of a case's messages, in the order of messages_of(); nothing stands
/// in `sealed` where nothing was sealed. nullopt: no such record inside the viewer's scope.
base::Result<std::optional<SealedRecord>> sealed_record(const Database& database,
                                                        const records::Viewer& viewer,
                                                        std::string_view entity,
                                                        const std::string& key);
base::Result<std::vector<SealedRecord>> sealed_messages(const Database& database,
                                                        const records::Viewer& viewer,
                                                        const std::string& case_key);

}  // namespace aftercare::store
