#include "app/http/intake_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace aftercare::app {
namespace {

// Long lists help nobody: of those that ended so many are remembered.
constexpr std::size_t kMostRemembered = 100;

bool is_at_work(UploadState state) {
  return state == UploadState::queued || state == UploadState::running;
}

tl::unexpected<base::Error> no_upload(std::string_view id) {
  return base::failure(fmt::format("no such upload: {}", id), fmt::format("没有该上传：{}", id));
}

}  // namespace

/// Guarded by the queue's mutex, but for the atomics and what the worker alone reads.
struct IntakeQueue::Entry {
  ShelvedFile file;
  UploadState state = UploadState::waiting;
  std::filesystem::path path;  // Where it lies; set once it is taken.
  pipeline::IngestOptions how;
  std::vector<pipeline::IngestedFile> results;
  std::optional<base::Error> error;
  std::atomic<std::uint64_t> bytes_done = 0;
  std::atomic<std::uint64_t> bytes_total = 0;
  std::atomic<bool> stopping = false;
};

struct IntakeQueue::ShownProgress final : base::Progress {
  ShownProgress(Entry& shown, const std::atomic<bool>& end) : entry(shown), ending(end) {}
  void begin(std::string_view, std::uint64_t total, std::string_view) override {
    entry.bytes_done = 0;
    entry.bytes_total = total;
  }
  void update(std::uint64_t done) override { entry.bytes_done = done; }
  void end() override { entry.bytes_done = entry.bytes_total.load(); }
  bool wanted() const override { return !entry.stopping && !ending; }

  Entry& entry;
  const std::atomic<bool>& ending;
};

std::string_view to_name(UploadState state) {
  constexpr std::string_view names[] = {"waiting", "queued",  "running",
                                        "done",    "stopped", "failed"};
  return names[static_cast<std::size_t>(state)];
}

IntakeQueue::IntakeQueue(const pipeline::Session& session, const UploadShelf& shelf)
    : session_(session), shelf_(shelf) {
  for (const auto& file : shelf.waiting()) {
    const auto parts = shelf.parts_of(file);
    add(parts ? *parts : std::vector{file});  // Looking at it says what is wrong.
  }
  worker_ = std::thread([this] { work(); });
}

IntakeQueue::~IntakeQueue() {
  ending_ = true;
  {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  worker_.join();
}

void IntakeQueue::add(const std::vector<ShelvedFile>& parts) {
  const std::lock_guard lock(mutex_);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    auto entry = std::make_shared<Entry>();
    entry->file = *part;
    entries_.push_front(std::move(entry));
  }
  for (auto at = entries_.end(); entries_.size() > kMostRemembered && at != entries_.begin();) {
    --at;
    if ((*at)->state == UploadState::done) at = entries_.erase(at);
  }
}

std::shared_ptr<IntakeQueue::Entry> IntakeQueue::entry_of(std::string_view id) const {
  for (const auto& entry : entries_)
    if (upload_id(entry->file) == id) return entry;
  return nullptr;
}

namespace {

template <typename Entry>
UploadStatus status_of(const Entry& entry) {
  return {entry.file, entry.state, entry.bytes_done, entry.bytes_total, entry.results, entry.error};
}

}  // namespace

std::vector<UploadStatus> IntakeQueue::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<UploadStatus> all;
  for (const auto& entry : entries_) all.push_back(status_of(*entry));
  return all;
}

std::optional<UploadStatus> IntakeQueue::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entry_of(id);
  return entry ? std::optional(status_of(*entry)) : std::nullopt;
}

base::Result<std::shared_ptr<IntakeQueue::Entry>> IntakeQueue::approvable(
    std::string_view id) const {
  auto entry = entry_of(id);
  if (!entry) return no_upload(id);
  if (is_at_work(entry->state) || entry->state == UploadState::done)
    return base::failure(
        fmt::format("the upload was approved already: {}", upload_name(entry->file)),
        fmt::format("该上传已确认过：{}", upload_name(entry->file)));
  return entry;
}

base::Result<void> IntakeQueue::may_approve(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto entry = approvable(id);
  if (!entry) return base::failure_of(entry);
  return {};
}

base::Result<void> IntakeQueue::approve(std::string_view id, pipeline::IngestOptions how) {
  const std::lock_guard lock(mutex_);
  const auto found = approvable(id);
  if (!found) return base::failure_of(found);
  const auto& entry = *found;
  if (entry->path.empty()) {
    auto path = shelf_.take(entry->file);
    if (!path) return base::failure_of(path);
    entry->path = std::move(*path);
  }
  entry->how = std::move(how);
  entry->results.clear();
  entry->error.reset();
  entry->stopping = false;
  entry->bytes_done = 0;
  entry->bytes_total = entry->file.bytes;
  entry->state = UploadState::queued;
  approved_.push_back(entry);
  changed_.notify_all();
  return {};
}

base::Result<void> IntakeQueue::stop(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto entry = entry_of(id);
  if (!entry) return no_upload(id);
  if (!is_at_work(entry->state))
    return base::failure(fmt::format("nothing runs for the upload: {}", upload_name(entry->file)),
                         fmt::format("该上传没有正在进行的读入：{}", upload_name(entry->file)));
  entry->stopping = true;
  if (entry->state == UploadState::queued) {
    std::erase(approved_, entry);
    entry->state = UploadState::stopped;
  }
  return {};
}

base::Result<void> IntakeQueue::drop(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto entry = entry_of(id);
  if (!entry) return no_upload(id);
  if (is_at_work(entry->state))
    return base::failure(
        fmt::format("the upload is being read: {}. Stop it first", upload_name(entry->file)),
        fmt::format("该上传正在读入：{}。请先停止", upload_name(entry->file)));
  entries_.remove(entry);
  const bool last = std::ranges::none_of(
      entries_, [&entry](const auto& other) { return other->file.id == entry->file.id; });
  if (last && entry->path.empty()) shelf_.drop(entry->file);
  return {};
}

void IntakeQueue::work() {
  for (;;) {
    std::shared_ptr<Entry> entry;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !approved_.empty(); });
      if (ending_) return;
      entry = approved_.front();
      approved_.pop_front();
      entry->state = UploadState::running;
    }
    read_in(*entry);
  }
}

void IntakeQueue::read_in(Entry& entry) {
  ShownProgress progress(entry, ending_);
  std::vector<pipeline::IngestedFile> results;
  std::optional<base::Error> error;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  auto report = pipeline::ingest(session_, {entry.path}, entry.how, now, progress);
  if (report) {
    for (auto& file : report->files) {
      if (file.error) error = file.error;
      results.push_back(std::move(file));
    }
  } else {
    error = report.error();
  }
  const std::lock_guard lock(mutex_);
  entry.results = std::move(results);
  entry.state = entry.stopping || (error && ending_) ? UploadState::stopped
                : error                              ? UploadState::failed
                                                     : UploadState::done;
  if (entry.state == UploadState::failed) entry.error = std::move(error);
}

}  // namespace aftercare::app
