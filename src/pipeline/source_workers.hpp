// What is taken from sources while the server runs: watched folders, streams, databases.

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// A thread for each watched folder, each member of a stream's group and each database that is
/// looked at regularly, from its making to its end.
class SourceWorkers {
 public:
  /// Called from several threads: what was stored, and what went wrong (each trouble once, until it
  /// is over).
  struct Listener {
    std::function<void(const IngestedFile&)> stored;
    std::function<void(const base::Error&)> failed;
  };

  /// The session must outlive them.
  SourceWorkers(const Session& session, Listener listener);
  /// Ends them; what one is storing is stored first.
  ~SourceWorkers();
  SourceWorkers(const SourceWorkers&) = delete;
  SourceWorkers& operator=(const SourceWorkers&) = delete;

 private:
  void watch(const SourceSetting& source);
  void consume(const SourceSetting& source);
  void pull_regularly(const SourceSetting& source);
  base::Result<void> consume_until_failure(const SourceSetting& source, std::string& told);
  void rest(std::chrono::milliseconds most) const;

  const Session& session_;
  const Listener listener_;
  std::atomic<bool> ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace aftercare::pipeline
