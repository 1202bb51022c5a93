#include "pipeline/backup/key_copies.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <string>

namespace aftercare::pipeline {
namespace {

// "keys/2026-12-26": the day of its end, which belongs to it no more.
constexpr std::string_view kUntil = "keys/";

std::optional<std::chrono::sys_days> end_in(std::string_view subject) {
  const auto day = records::parse_day(subject.substr(kUntil.size()));
  if (!day) return std::nullopt;
  return std::chrono::sys_days(*day);
}

}  // namespace

base::Result<void> note_key_copy(const Session& session, const Actor& actor, std::uint32_t days,
                                 std::chrono::system_clock::time_point now) {
  std::string subject = "keys";
  // The day after the last one on which it may exist.
  if (days > 0)
    subject = fmt::format("{}{:%Y-%m-%d}", kUntil,
                          std::chrono::ceil<std::chrono::days>(now) + std::chrono::days(days));
  return note(session, records::AuditAction::backup, actor, subject);
}

base::Result<KeyCopies> key_copies(const Session& session) {
  const auto noted = session.store().read(
      "SELECT subject, count(*) FROM audit WHERE action = 'backup' AND (subject = 'keys' OR "
      "subject "
      "LIKE 'keys/%') GROUP BY subject");
  if (!noted) return base::failure_of(noted);
  KeyCopies copies;
  for (const auto& row : noted->rows) {
    const auto& subject = std::get<std::string>(row[0]);
    const auto count = std::get<std::int64_t>(row[1]);
    copies.made += count;
    const auto end = subject == "keys" ? std::nullopt : end_in(subject);
    if (!end)
      copies.open += count;
    else if (!copies.last_expires || *end > *copies.last_expires)
      copies.last_expires = end;
  }
  return copies;
}

}  // namespace aftercare::pipeline
