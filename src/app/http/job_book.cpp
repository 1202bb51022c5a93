#include "app/http/job_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "app/http/answers.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kMostEnded = 20;

tl::unexpected<base::Error> no_job(std::string_view id) {
  return base::failure(fmt::format("no such job: {}", id), fmt::format("没有该任务：{}", id));
}

}  // namespace

/// Progress comes from the job's thread, questions from any other: `known` is guarded by `mutex`.
struct JobBook::Job final : base::Progress {
  void begin(std::string_view what, std::uint64_t total, std::string_view unit) override {
    const std::lock_guard lock(mutex);
    known.step = what, known.unit = unit;
    known.done = 0, known.total = total;
  }
  void update(std::uint64_t done) override {
    const std::lock_guard lock(mutex);
    known.done = done;
  }
  void end() override {
    const std::lock_guard lock(mutex);
    known.done = known.total;
  }
  bool wanted() const override { return !stopping; }

  JobStatus status() const {
    const std::lock_guard lock(mutex);
    return known;
  }

  mutable std::mutex mutex;
  JobStatus known;
  std::atomic<bool> stopping = false;
  std::thread thread;
};

std::string_view to_name(JobState state) {
  constexpr std::string_view names[] = {"running", "done", "stopped", "failed"};
  return names[static_cast<std::size_t>(state)];
}

nlohmann::ordered_json to_json(const JobStatus& job) {
  nlohmann::ordered_json json = {
      {"id", job.id},     {"kind", job.kind},     {"state", to_name(job.state)},
      {"step", job.step}, {"done", job.done},     {"total", job.total},
      {"unit", job.unit}, {"result", job.result}, {"error", nullptr}};
  if (job.error) json["error"] = error_json(*job.error);
  return json;
}

JobBook::~JobBook() {
  for (const auto& job : jobs_) job->stopping = true;
  for (const auto& job : jobs_)
    if (job->thread.joinable()) job->thread.join();
}

base::Result<std::string> JobBook::start(const std::string& kind, Work work) {
  const std::lock_guard lock(mutex_);
  std::size_t ended = 0;
  for (auto at = jobs_.begin(); at != jobs_.end();) {
    const auto status = (*at)->status();
    if (status.state == JobState::running && status.kind == kind)
      return base::failure(fmt::format("this runs already: {}", kind),
                           fmt::format("该任务已在进行：{}", kind));
    const bool old = status.state != JobState::running && ++ended >= kMostEnded;
    if (old) (*at)->thread.join();
    at = old ? jobs_.erase(at) : std::next(at);
  }
  auto job = std::make_shared<Job>();
  job->known.id = fmt::format("{}-{}", kind, next_++);
  job->known.kind = kind;
  jobs_.push_front(job);
  job->thread = std::thread([job = job.get(), work = std::move(work)] {
    auto result = work(*job);
    const std::lock_guard known(job->mutex);
    if (result) {
      job->known.result = std::move(*result);
      job->known.state = JobState::done;
    } else {
      job->known.state = job->stopping ? JobState::stopped : JobState::failed;
      if (!job->stopping) job->known.error = std::move(result.error());
    }
  });
  return job->status().id;
}

std::vector<JobStatus> JobBook::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobStatus> all;
  for (const auto& job : jobs_) all.push_back(job->status());
  return all;
}

std::shared_ptr<JobBook::Job> JobBook::job_of(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& job : jobs_)
    if (job->status().id == id) return job;
  return nullptr;
}

std::optional<JobStatus> JobBook::find(std::string_view id) const {
  const auto job = job_of(id);
  return job ? std::optional(job->status()) : std::nullopt;
}

base::Result<void> JobBook::stop(std::string_view id) {
  const auto job = job_of(id);
  if (!job) return no_job(id);
  if (job->status().state != JobState::running)
    return base::failure(fmt::format("the job has ended: {}", id),
                         fmt::format("该任务已结束：{}", id));
  job->stopping = true;
  return {};
}

}  // namespace aftercare::app
