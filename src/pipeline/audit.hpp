// The audit log of an open workspace: what is written into it, and whether it is whole.

#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "records/audit_entry.hpp"
#include "store/duckdb/audit_chain.hpp"

namespace aftercare::pipeline {

/// Who acts and why: what every entry needs from the one who asked.
struct Actor {
  std::string name;    // "command line (uid 1000)", a user's name.
  std::string reason;  // In the actor's words; may be empty.
};

/// The user of the system that runs this process.
Actor command_line_actor(std::string reason = {});

/// Writes an entry, durably. For acts outside the store: noted before they are done, so that
/// nothing is done without a note.
base::Result<void> note(const Session& session, records::AuditAction action, const Actor& actor,
                        const std::string& subject);

/// Fails (usage) if there is no reason.
base::Result<void> need_reason(const Actor& actor);

/// Walks the whole log and compares it with the end remembered in the key folder.
base::Result<store::AuditCheck> check_audit(const Session& session);

/// When a store is opened: remembers an end that a crash left unremembered; writes a gap entry
/// if entries are gone that were remembered.
base::Result<void> take_up_audit(const Session& session);

}  // namespace aftercare::pipeline
