// Backups of a workspace's data, and a workspace out of one.
//
// A backup holds the store, the settings, the workspace's catalog and its models, in sealed chunks
// that several backups share. It holds no keys: without a copy of the key folder nothing of it
// opens, and of who was erased nothing opens any more. See docs/formats/backup.md.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/backup/keep_rule.hpp"
#include "pipeline/backup/snapshot_page.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

struct BackupMade {
  SnapshotPage page;
  std::uint64_t new_chunks = 0;
  std::uint64_t new_bytes = 0;
  std::uint64_t mended = 0;         // Chunks that were there, damaged, and are good again.
  std::vector<std::string> let_go;  // Older ones that the rule let go.
};

/// While it copies the store's file nobody writes; everything else goes on beside it. That it was
/// begun, what it lets go and a failure stand in the audit log; all but a failure before the copy.
base::Result<BackupMade> make_backup(
    const Session& session, BackupPlace& place, const KeepRule& rule, const Actor& actor,
    base::Progress& progress,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// In the audit log, and for whoever looks when the next one is due. Best effort: what went wrong
/// is told by whoever calls.
void note_failed_backup(const Session& session, const Actor& actor, const base::Error& error,
                        std::chrono::system_clock::time_point now);

/// Heads of all backups there, oldest first.
base::Result<std::vector<PageHead>> backups_at(const BackupPlace& place, std::string_view key);

/// Opens every chunk, what several backups share once. Fails (input) naming the first that is
/// missing or was changed.
base::Result<void> check_backups(BackupPlace& place, std::string_view key,
                                 const std::vector<std::string>& names, base::Progress& progress);

/// The same; what is damaged there, the workspace's next backup looks for and writes again.
base::Result<void> verify_backups(const Session& session, BackupPlace& place,
                                  const std::vector<std::string>& names, base::Progress& progress);

/// Copies the keys of the workspace to a new folder (0700), which opens all its backups. It is
/// meant to exist for so many days (0: that is open), which is noted: key_copies.hpp.
base::Result<void> copy_keys(
    const Session& session, const std::filesystem::path& folder, const Actor& actor,
    std::uint32_t days = 0,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

struct Restored {
  SnapshotPage page;
  std::uint64_t rows = 0;
  std::uint64_t erased_again = 0;  // Customers.
};

/// A new workspace at `folder` out of the backup of that name (empty: the newest) and a copy of its
/// keys. What the store holds is compared with what it held: fails (internal) if it differs. Who
/// was erased between the backup and the copy of the keys is erased in it again. The folder appears
/// whole or not at all; fails (usage) if it holds anything.
base::Result<Restored> restore_backup(BackupPlace& place, const std::string& name,
                                      const std::filesystem::path& keys,
                                      const std::filesystem::path& folder, const Actor& actor,
                                      base::Progress& progress);

}  // namespace aftercare::pipeline
