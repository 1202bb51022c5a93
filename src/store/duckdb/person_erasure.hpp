// Making customers' records anonymous, in one transaction with the log entries and the receipts.
//
// Rows stay and count; what tells or told who it was goes: masks, masked texts, words of them,
// tokens, digests, sealed originals, old versions. A random id takes the customer's place.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/audit_entry.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/person_records.hpp"

namespace aftercare::store {

struct PersonErasure {
  PersonRecords records;
  std::string replacement;
  std::vector<std::string> names;  // Keys of quarantined rows about the person are among them.
  std::string person_token;        // What the log and the receipt call the person.
  records::AuditEntry entry;
};

struct Anonymised {
  std::map<std::string, std::uint64_t> records;       // By entity: made anonymous.
  std::map<std::string, std::uint64_t> old_versions;  // Removed.
  std::uint64_t findings = 0;                         // That no longer quote values.
  std::uint64_t set_aside = 0;                        // Quarantined rows emptied.
  std::uint64_t pairs = 0;                            // Comparisons with others removed.
  records::Moment at;
};

using ReceiptMaker =
    std::function<base::Result<std::string>(const PersonErasure&, const Anonymised&)>;

/// Several at once cost hardly more than one. Each one's `receipt` is made from what was done and
/// stored with it. All or none.
base::Result<std::vector<Anonymised>> anonymise(Database& database,
                                                const std::vector<PersonErasure>& erasures,
                                                const ReceiptMaker& receipt);

/// Makes these records alone anonymous; the person stays. With its log entry, all or none.
base::Result<Anonymised> unlink_records(Database& database, const PersonRecords& records,
                                        const std::string& replacement,
                                        const records::AuditEntry& entry);

/// The receipt of the person's erasure, if there was one.
base::Result<std::optional<std::string>> erasure_receipt(const Database& database,
                                                         const records::Viewer& viewer,
                                                         const std::string& person_token);

}  // namespace aftercare::store
