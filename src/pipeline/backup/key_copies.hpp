// The record of the copies that were made of the keys: whoever has one, and an old copy of the
// data, still reads who was erased later. It is kept in the audit log.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// Notes a copy that is to be destroyed after so many days (0: that is open).
base::Result<void> note_key_copy(const Session& session, const Actor& actor, std::uint32_t days,
                                 std::chrono::system_clock::time_point now);

struct KeyCopies {
  std::int64_t made = 0;                              // All that were ever noted.
  std::int64_t open = 0;                              // Of these, without an end.
  std::optional<std::chrono::sys_days> last_expires;  // Of those with one, the last.
};
base::Result<KeyCopies> key_copies(const Session& session);

}  // namespace aftercare::pipeline
