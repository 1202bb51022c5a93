// The chain of the audit log: each entry's hash covers the entry and the hash before it.
//
// The hashes are keyed (BLAKE2b), and the key lies elsewhere than the store: whoever has only the
// store can neither write an entry nor change one without being found. How many entries there are
// is remembered elsewhere too, so that a cut-off end is found.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "records/audit_entry.hpp"

namespace aftercare::store {

class Database;

/// An entry as it is stored. `action` is no enum here: it may have been tampered with.
struct AuditRow {
  std::int64_t number = 0;  // From 1 without a gap.
  records::Moment at;
  std::string actor;
  std::string action;
  std::string subject;
  std::string reason;
  std::string previous;  // Hash of the entry before; empty for the first.
  std::string hash;
};

/// 32 hexadecimal digits over all but `hash`.
std::string audit_hash(std::string_view key, const AuditRow& row);

/// The first thing that is wrong with a log.
struct AuditBreak {
  enum class What {
    edited,   // The entry is not as it was written.
    moved,    // It was written as another number.
    missing,  // It is not there, later ones are.
    doubled,  // Its number is there twice.
    forked,   // It was not written after the one before it.
    cut_off,  // It and all later ones are gone.
    gap,      // As cut_off; noticed when the log was taken up again, by the entry `other`.
    replaced  // The log is another one than the one remembered.
  };
  What what = What::edited;
  std::int64_t number = 0;
  std::int64_t other = 0;  // moved: its own number; cut_off, gap: the last one gone.
};

struct AuditCheck {
  records::AuditEnd end;  // Of what is stored.
  std::optional<AuditBreak> broken;
};

/// Walks the whole log. `remembered` is its end as known elsewhere: nothing, if nobody knows.
/// Later entries than the remembered ones are well if their hashes are.
base::Result<AuditCheck> check_audit(const Database& database, std::string_view key,
                                     const std::optional<records::AuditEnd>& remembered);

/// The end that is stored, and the hash of entry `number` (empty if there is none).
struct StoredEnd {
  records::AuditEnd end;
  std::string hash_at;
};
base::Result<StoredEnd> stored_audit_end(const Database& database, std::int64_t number);

/// What a gap entry says of the end that was remembered: its subject, and back.
std::string gap_subject(const records::AuditEnd& remembered);
std::optional<records::AuditEnd> end_in_gap(std::string_view subject);

}  // namespace aftercare::store
