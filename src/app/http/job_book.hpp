// Long work that a page starts and does not wait for: what runs, how far it is, what came of it.

#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"

namespace aftercare::app {

enum class JobState : std::uint8_t { running, done, stopped, failed };

/// "running", "done", ...
std::string_view to_name(JobState state);

/// A copy of what is known of one job.
struct JobStatus {
  std::string id;
  std::string kind;  // "compare".
  JobState state = JobState::running;
  std::string step;  // What is done now, and how far: `total` 0 if that is not known.
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string unit;
  nlohmann::ordered_json result;  // Null until it is done.
  std::optional<base::Error> error;
};

nlohmann::ordered_json to_json(const JobStatus& job);

/// Safe between threads.
class JobBook {
 public:
  /// Ends early where it can when progress is no longer wanted.
  using Work = std::function<base::Result<nlohmann::ordered_json>(base::Progress& progress)>;

  JobBook() = default;
  /// Stops what runs and waits for it.
  ~JobBook();
  JobBook(const JobBook&) = delete;
  JobBook& operator=(const JobBook&) = delete;

  /// Begins in a thread of its own and returns the job's id. Fails (usage) while one of the kind
  /// runs.
  base::Result<std::string> start(const std::string& kind, Work work);
  /// The newest first; of those that ended the last twenty.
  std::vector<JobStatus> list() const;
  std::optional<JobStatus> find(std::string_view id) const;
  /// Fails (usage) unless it runs.
  base::Result<void> stop(std::string_view id);

 private:
  struct Job;
  std::shared_ptr<Job> job_of(std::string_view id) const;

  mutable std::mutex mutex_;
  std::list<std::shared_ptr<Job>> jobs_;
  std::uint64_t next_ = 1;
};

}  // namespace aftercare::app
