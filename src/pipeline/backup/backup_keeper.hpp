// Backups by setting, while the server runs.

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/result.hpp"
#include "pipeline/backup/backup.hpp"
#include "pipeline/backup/backup_past.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// One that was missed is made up, once; after a failure it is tried again after a quarter of an
/// hour, or of `every` if that is shorter. A past that lies ahead (the clock was turned back) does
/// not count.
bool backup_is_due(const BackupPast& past, std::chrono::milliseconds every,
                   WallClock::time_point now);

/// Makes one as the settings say if it is due; nothing if it is not.
base::Result<std::optional<BackupMade>> make_due_backup(const Session& session,
                                                        WallClock::time_point now);

/// Looks every so often whether one is due, on a thread of its own, from its making to its end.
class BackupKeeper {
 public:
  struct Listener {
    std::function<void(const BackupMade&)> made;
    std::function<void(const base::Error&)> failed;
  };
  /// The session must outlive it. Does nothing if the settings name no interval.
  BackupKeeper(const Session& session, Listener listener,
               std::chrono::milliseconds look = std::chrono::seconds(30));
  /// Ends it; one that is being made is made.
  ~BackupKeeper();
  BackupKeeper(const BackupKeeper&) = delete;
  BackupKeeper& operator=(const BackupKeeper&) = delete;

 private:
  void work(std::chrono::milliseconds look);

  const Session& session_;
  const Listener listener_;
  std::mutex lock_;
  std::condition_variable end_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace aftercare::pipeline
