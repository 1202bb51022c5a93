// Stored texts again: which records speak of persons that became known after them, and their
// texts anew. Facts hold no texts, so they stay as they are.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

class Connection;

/// A record with texts, or an old version of one.
struct SealedText {
  std::string record_key;
  std::string content_hash;  // With the key: which version.
  std::string customer_id;
  std::string person;
  std::string sealed;
  std::optional<records::Moment> said_at;  // When the case was opened, the message sent.
  std::string sender;                      // Of a message.
};

/// The records of an entity with free texts whose customer may not have been known when they were
/// stored, because the file brought what joins them: the customer, or one of the record and the
/// case it belongs to. Old versions too. Nothing if the entity has no free text, or names neither
/// a customer nor a case.
base::Result<void> texts_with_late_customers(
    const Database& database, const records::Viewer& viewer, const records::Entity& entity,
    const std::string& file_id, const std::function<base::Result<void>(SealedText&&)>& seen);

/// Replaces these text columns in the stored records, and old versions, that have the record_key
/// and content_hash of a row of the batch. Within the caller's transaction.
base::Result<void> rewrite_texts(const Connection& connection, const records::Batch& batch,
                                 const std::vector<std::string>& columns);

}  // namespace aftercare::store
