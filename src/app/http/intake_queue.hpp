// Uploaded files on their way into the store: what waits for a person, and one worker that takes
// the approved ones in turn.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/http/upload_shelf.hpp"
#include "base/result.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

enum class UploadState : std::uint8_t { waiting, queued, running, done, stopped, failed };

/// "waiting", "queued", ...
std::string_view to_name(UploadState state);

/// A copy of what is known of one upload.
struct UploadStatus {
  ShelvedFile file;
  UploadState state = UploadState::waiting;
  std::uint64_t bytes_done = 0;  // Of those that are being read now.
  std::uint64_t bytes_total = 0;
  std::vector<pipeline::IngestedFile> results;  // One, once it was read.
  std::optional<base::Error> error;
};

class IntakeQueue {
 public:
  /// What the shelf holds already waits, part by part. The session must outlive it.
  IntakeQueue(const pipeline::Session& session, const UploadShelf& shelf);
  /// Stops what runs after its slice; what is queued stays on the disk.
  ~IntakeQueue();
  IntakeQueue(const IntakeQueue&) = delete;
  IntakeQueue& operator=(const IntakeQueue&) = delete;

  /// Parts of one file.
  void add(const std::vector<ShelvedFile>& parts);
  /// The newest first.
  std::vector<UploadStatus> list() const;
  std::optional<UploadStatus> find(std::string_view id) const;

  /// Fails (usage) unless it waits, or was stopped or failed.
  base::Result<void> may_approve(std::string_view id) const;
  /// Fails as may_approve().
  base::Result<void> approve(std::string_view id, pipeline::IngestOptions how);
  /// Stops one that is queued or running; what was read of it stays. Fails (usage) otherwise.
  base::Result<void> stop(std::string_view id);
  /// Forgets one that is not at work, and deletes a file of which no part was approved or waits.
  base::Result<void> drop(std::string_view id);

 private:
  struct Entry;
  struct ShownProgress;
  // REQUIRES: mutex_ is held.
  std::shared_ptr<Entry> entry_of(std::string_view id) const;
  base::Result<std::shared_ptr<Entry>> approvable(std::string_view id) const;
  void work();
  void read_in(Entry& entry);

  const pipeline::Session& session_;
  const UploadShelf& shelf_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::shared_ptr<Entry>> entries_;
  std::deque<std::shared_ptr<Entry>> approved_;
  std::atomic<bool> ending_ = false;
  std::thread worker_;
};

}  // namespace aftercare::app
