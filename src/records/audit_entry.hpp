// What the audit log holds: who did what to whose data, and why.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "records/dictionary.hpp"
#include "records/moment.hpp"

namespace aftercare::records {

enum class AuditAction {
  login,
  login_refused,
  logout,
  reveal,         // Somebody saw what is sealed.
  export_data,    // Numbers or records left for a file.
  person_export,  // All that is stored of one person left for a file.
  statement,      // Hand-written SQL was run.
  search,         // Records were looked for by a phone, an e-mail or an order number.
  setting,        // Settings or definitions.
  decision,       // What a value means; whether records are the same.
  model,
  reanalysis,  // Stored texts were judged anew.
  user,        // A user, a role, a token.
  consent,
  erasure,
  retention,
  key_rotation,
  backup,
  restore,
  gap,  // Entries that were there are gone; written by the log itself.
};

/// All in the order above.
std::span<const AuditAction> audit_actions();
/// "login", "export", ...: as it is stored.
std::string_view to_name(AuditAction action);
std::optional<AuditAction> audit_action(std::string_view name);
const Label& label_of(AuditAction action);

/// Nothing personal in any of it: a person is named by token or id.
struct AuditEntry {
  Moment at{};        // The first moment there is: now.
  std::string actor;  // The user's name here, or "command line (uid 1000)".
  AuditAction action = AuditAction::setting;
  std::string subject;  // What it was done to: "quarantine/17", "person/<token>", a file's name.
  std::string reason;   // In the actor's words; may be empty.
};

/// How far the log goes, for whoever remembers it elsewhere.
struct AuditEnd {
  std::int64_t entries = 0;
  std::string hash;  // Of the last; empty if there is none.
  bool operator==(const AuditEnd&) const = default;
};

}  // namespace aftercare::records
