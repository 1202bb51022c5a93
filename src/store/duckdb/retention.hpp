// What the dictionary's periods say is over: texts, sealed originals and personal values of
// records that are too old go; the rows stay and count.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/audit_entry.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// One entity's rule. `counted_from` is the field that says how old a record is.
struct RetentionRule {
  const records::Entity* entity = nullptr;
  std::string counted_from;
  records::Moment until;  // Older ones are over.
};

struct RetentionCount {
  const records::Entity* entity = nullptr;
  records::Moment until;
  std::uint64_t rows = 0;          // Emptied.
  std::uint64_t old_versions = 0;  // Removed.
  std::uint64_t findings = 0;      // That no longer quote values.
  std::uint64_t set_aside = 0;     // Quarantined rows emptied, by when they were read.
  std::uint64_t total() const { return rows + old_versions + findings + set_aside; }
};

/// What the rules would do.
base::Result<std::vector<RetentionCount>> count_expired(const Database& database,
                                                        const std::vector<RetentionRule>& rules);

/// The newest moment, not after `most`, that a record of any of the rules is counted from.
base::Result<std::optional<records::Moment>> newest_counted(const Database& database,
                                                            const std::vector<RetentionRule>& rules,
                                                            records::Moment most);

/// Does it, some rows in each commit, behind its log entry. Cut short, calling it again does the
/// rest; of how much is done memory does not depend.
base::Result<std::vector<RetentionCount>> empty_expired(Database& database,
                                                        const std::vector<RetentionRule>& rules,
                                                        const records::AuditEntry& entry);

/// Customers of whom nothing newer is stored in any of the rules' entities, nor their own record;
/// in the order of their ids, at most so many.
base::Result<std::vector<std::string>> idle_customers(const Database& database,
                                                      const std::vector<RetentionRule>& rules,
                                                      const RetentionRule& customers,
                                                      std::optional<std::size_t> most = {});

}  // namespace aftercare::store
