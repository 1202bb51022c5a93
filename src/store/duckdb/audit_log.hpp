// The audit log as a table: entries in, entries out. audit_chain.hpp says what holds it together.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/audit_entry.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/audit_chain.hpp"
#include "store/frame.hpp"

namespace aftercare::store {

class Database;
struct WriteSide;

/// What keeps the log from outside the store (Database::keep_audit).
struct AuditKeeper {
  std::string key;  // Of the hashes; empty: only tests.
  /// Remembers the end after each commit that wrote entries; may be empty.
  std::function<base::Result<void>(const records::AuditEnd&)> remember;
};

/// Appends within the open change (Writer::change), so that it is stored with the act or not at
/// all.
base::Result<void> append_audit(WriteSide& side, const records::AuditEntry& entry);

/// Empty members take anything; times are [from, to).
struct AuditFilter {
  std::string action;
  std::string actor;
  std::string subject;  // Its beginning.
  std::optional<records::Moment> from;
  std::optional<records::Moment> to;
};

struct AuditPage {
  std::uint64_t total = 0;
  std::vector<AuditRow> rows;  // Newest first.
};

base::Result<AuditPage> audit_page(const Database& database, const records::Viewer& viewer,
                                   const AuditFilter& filter, std::uint64_t limit,
                                   std::uint64_t offset);

/// Selects what audit_row_of() takes.
inline constexpr std::string_view kAuditRows =
    "SELECT number, noted_at, actor, action, subject, reason, previous, hash FROM audit";
AuditRow audit_row_of(const std::vector<Cell>& cells);

}  // namespace aftercare::store
