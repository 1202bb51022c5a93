#include "pipeline/audit.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {

using base::Result;

Actor command_line_actor(std::string reason) {
  return {fmt::format("command line (uid {})", ::getuid()), std::move(reason)};
}

Result<void> note(const Session& session, records::AuditAction action, const Actor& actor,
                  const std::string& subject) {
  store::Writer writer(session.store());
  return writer.note({{}, actor.name, action, subject, actor.reason});
}

Result<void> need_reason(const Actor& actor) {
  if (actor.reason.find_first_not_of(" \t\r\n") != std::string::npos) return {};
  return base::failure("looking at data in clear needs a reason, which is noted in the audit log",
                       "查看原文需要说明理由，理由会记入审计日志");
}

Result<store::AuditCheck> check_audit(const Session& session) {
  const auto remembered = session.vault().audit_end();
  if (!remembered) return base::failure_of(remembered);
  return store::check_audit(session.store(), session.vault().audit_key(), *remembered);
}

Result<void> take_up_audit(const Session& session) {
  const auto remembered = session.vault().audit_end();
  if (!remembered) return base::failure_of(remembered);
  const auto before = remembered->value_or(records::AuditEnd{});
  const auto stored = store::stored_audit_end(session.store(), before.entries);
  if (!stored) return base::failure_of(stored);
  if (stored->hash_at == before.hash) {
    if (stored->end == before) return {};
    return session.vault().remember_audit_end(stored->end);
  }
  store::Writer writer(session.store());
  return writer.note({{}, "aftercare", records::AuditAction::gap, store::gap_subject(before), {}});
}

}  // namespace aftercare::pipeline
