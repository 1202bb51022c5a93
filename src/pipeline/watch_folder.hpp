// A folder in which others put files: which of them are complete, and when to look again.

#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/source_setting.hpp"

namespace aftercare::pipeline {

class WatchedFolder {
 public:
  using Clock = std::chrono::steady_clock;

  /// Fails (input) if the folder is not there or cannot be watched.
  static base::Result<WatchedFolder> open(const std::filesystem::path& folder,
                                          const WatchSetting& setting);
  ~WatchedFolder();
  WatchedFolder(WatchedFolder&& other) noexcept;
  WatchedFolder& operator=(WatchedFolder&&) = delete;

  /// Files that are complete and were not given out as they are now: their size and time have not
  /// changed for the settle time. Hidden ones and names of files still being written ("*.part",
  /// "*.tmp") are left out, and so are folders.
  std::vector<std::filesystem::path> complete(Clock::time_point now = Clock::now());
  /// True if a file is there that is not complete yet.
  bool unsettled() const;
  /// Waits until something happens in the folder, at most so long. True if something did.
  bool wait(std::chrono::milliseconds most);

  /// Does with a stored file what the setting says; one that stays is not given out again.
  base::Result<void> done(const std::filesystem::path& file);

 private:
  struct Seen {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type written;
    Clock::time_point since;  // It has looked like this.
    bool given = false;
  };
  WatchedFolder(std::filesystem::path folder, const WatchSetting& setting, int watch);

  std::filesystem::path folder_;
  WatchSetting setting_;
  int watch_ = -1;
  std::map<std::string, Seen> seen_;
};

/// The complete files, once: waits for the settle time if any is younger than that.
base::Result<std::vector<std::filesystem::path>> settled_files(const std::filesystem::path& folder,
                                                               const WatchSetting& setting);
/// As WatchedFolder::done.
base::Result<void> put_away(const std::filesystem::path& file, const WatchSetting& setting);

}  // namespace aftercare::pipeline
