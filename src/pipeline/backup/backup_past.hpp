// How the last backups of a workspace went. In a file of its own, not in the audit log: a backup
// holds the log as it was when it began, and a copy of the keys made right after it remembers that
// end.

#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace aftercare::pipeline {

using WallClock = std::chrono::system_clock;

struct BackupPast {
  std::optional<WallClock::time_point> made;    // The last one.
  std::optional<WallClock::time_point> failed;  // Likewise.
  std::string failure;                          // What went wrong; empty if one was made since.
  std::string failure_zh = {};                  // The same in Chinese; may be empty.
  // A part was found damaged: the next backup opens all that it relies on.
  bool doubted = false;
};

/// Whether one was made in so much time. One that lies ahead by more is of a clock that was turned
/// back since: when it was made is not known.
bool made_within(const BackupPast& past, std::chrono::milliseconds time, WallClock::time_point now);

/// What is not there, or no such file, is no past.
BackupPast backup_past(const std::filesystem::path& workspace);
/// `change` sees the past as it is and nobody changes it meanwhile: the schedule and a hand may
/// both be at it. `change` must not call it again.
base::Result<void> change_backup_past(const std::filesystem::path& workspace,
                                      const std::function<void(BackupPast&)>& change);

}  // namespace aftercare::pipeline
