// Writing: a slice of a file goes in whole or not at all, with its ledger rows.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "records/ledger.hpp"

namespace aftercare::store {

/// A file (or any other finite input) on its way in. `file_id` is its content digest.
struct FileInfo {
  std::string file_id;
  std::string source;    // Name of the source it belongs to.
  std::string name;      // File name without folders, for people.
  std::string entity;    // Main entity.
  std::string mapping;   // Name of the mapping used.
  std::string encoding;  // As intake found it.
  std::uint64_t bytes = 0;
  std::uint32_t slice_rows = 0;  // At most so many rows are a slice; 0: not cut.
};

/// How far a file has come. A file known as complete is not read again.
struct FileState {
  bool complete = false;
  std::uint32_t slices = 0;      // Committed slices; the next has this number.
  std::uint64_t rows_read = 0;   // Raw records of the committed slices, to skip on resume.
  records::Ledger ledger;        // Sum over the committed slices.
  std::uint32_t slice_rows = 0;  // As it was begun with; 0: before that was noted.
};

/// Why a row was set aside that is about somebody who was erased: nothing of it is kept.
inline constexpr std::string_view kErasedPerson = "erased_person";
/// The same where the customer withdrew the consent that the row rests on.
inline constexpr std::string_view kConsentWithdrawn = "consent_withdrawn";

/// A raw row set aside. `sealed` is its sealed text; nothing personal in the rest.
struct QuarantinedRow {
  records::RowOrigin origin;
  std::string entity;
  std::string reason;  // Rule or rejection code.
  std::string field;   // Empty: the whole row.
  std::string sealed;  // Sealed raw row: JSON {"columns":[...],"cells":[...]} or {"raw":"..."}.
  std::string person;  // Key owner needed to unseal.
};

/// How far a source that grows has been read: the last watermark of a table, the next offset of a
/// partition. Stored together with the rows, so that neither is ahead of the other.
struct Mark {
  std::string source;
  std::string part;  // Of the source, e.g. "topic/3"; empty: all of it.
  std::string value;
};

/// That a request was taken, so that its repetition is known. Digests: a key may be personal.
struct Receipt {
  std::string source;
  std::string key_digest;
  std::string body_digest;
};

/// Everything of one slice. The batches carry, beside dictionary fields (personal ones
/// masked) and what stages derived, these columns, made by quality and privacy:
///   record_key text    identity of the record within its entity
///   content_hash text  keyed digest of all mapped values
///   same_hash text     keyed digest of the entity's same_if values; null: not comparable
///   <field>_token text for each personal field, as the digests
///   person text, sealed blob
struct Slice {
  std::string file_id;
  std::uint32_t number = 0;
  bool last = false;
  std::uint64_t rows_read = 0;  // Raw records of this slice, headers and blanks included.
  std::uint64_t headers = 0;
  std::uint64_t blanks = 0;
  std::vector<records::Batch> batches;      // One main; others cut from the same rows.
  std::vector<QuarantinedRow> quarantined;  // Rejected rows and rows with RowState::quarantined.
  std::vector<Mark> marks;                  // Of the source, behind this slice.
};

/// Rows that came by wire: a small file, whole in memory.
struct Arrival {
  FileInfo file;
  std::vector<Slice> slices;  // All but its last, which says that it is complete.
  std::optional<Receipt> receipt;
};

}  // namespace aftercare::store
