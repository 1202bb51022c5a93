#include "pipeline/source_workers.hpp"

#include <chrono>

#include "pipeline/pull.hpp"
#include "pipeline/stream_intake.hpp"
#include "pipeline/watch_folder.hpp"

namespace aftercare::pipeline {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLookAgain{250};  // While a file settles, and for ending.
constexpr milliseconds kBreath{50};      // Whoever writes steadily does not keep us busy.
constexpr milliseconds kIdleLook{2000};  // Where the system tells nothing (network folders).
constexpr std::chrono::seconds kRetry{5};

records::Moment moment_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

SourceWorkers::SourceWorkers(const Session& session, Listener listener)
    : session_(session), listener_(std::move(listener)) {
  for (const auto& source : session.workspace().settings().sources) {
    if (source.as<WatchSetting>()) threads_.emplace_back([this, &source] { watch(source); });
    if (const auto* kafka = source.as<KafkaSetting>())
      for (std::uint32_t i = 0; i < kafka->consumers; ++i)
        threads_.emplace_back([this, &source] { consume(source); });
    if (const auto* sql = source.as<SqlSetting>(); sql != nullptr && sql->every.count() > 0)
      threads_.emplace_back([this, &source] { pull_regularly(source); });
  }
}

SourceWorkers::~SourceWorkers() {
  ending_ = true;
  for (auto& thread : threads_) thread.join();
}

void SourceWorkers::rest(milliseconds most) const {
  const auto until = std::chrono::steady_clock::now() + most;
  while (!ending_ && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::min(most, kLookAgain));
}

void SourceWorkers::watch(const SourceSetting& source) {
  std::string told;
  std::optional<WatchedFolder> folder;
  while (!ending_) {
    if (!folder) {
      auto opened = WatchedFolder::open(session_.workspace().root() / source.path,
                                        *source.as<WatchSetting>());
      if (!opened) {
        if (std::exchange(told, opened.error().message) != told) listener_.failed(opened.error());
        rest(kRetry);
        continue;
      }
      told.clear();
      folder.emplace(std::move(*opened));
    }
    const auto files = folder->complete();
    if (!files.empty()) {
      base::NoProgress silent;
      const auto report = ingest_watched(session_, source, files, moment_now(), silent);
      if (!report) listener_.failed(report.error());
      if (report)
        for (const auto& file : report->files)
          file.error ? listener_.failed(*file.error) : listener_.stored(file);
    }
    for (int i = 0; i < kIdleLook / kLookAgain && !ending_; ++i) {
      const bool happened = folder->wait(kLookAgain);
      if (happened) rest(kBreath);
      if (happened || folder->unsettled()) break;
    }
  }
}

void SourceWorkers::pull_regularly(const SourceSetting& source) {
  const auto every = source.as<SqlSetting>()->every;
  std::string told;
  base::NoProgress silent;
  while (!ending_) {
    IngestedFile file;
    {
      const std::lock_guard writing(session_.writing());
      const auto stages = Stages::make(session_, moment_now());
      if (stages)
        file = pull(session_, **stages, source, silent);
      else
        file.error = stages.error();
    }
    if (!file.error) {
      told.clear();
      if (file.ledger.rows > 0) listener_.stored(file);
    } else if (std::exchange(told, file.error->message) != file.error->message) {
      listener_.failed(*file.error);
    }
    rest(every);
  }
}

void SourceWorkers::consume(const SourceSetting& source) {
  std::string told;
  while (!ending_) {
    const auto consumed = consume_until_failure(source, told);
    if (consumed) return;
    if (consumed.error().message != told) listener_.failed(consumed.error());
    told = consumed.error().message;
    rest(kRetry);
  }
}

base::Result<void> SourceWorkers::consume_until_failure(const SourceSetting& source,
                                                        std::string& told) {
  auto stream = StreamIntake::open(session_, source);
  if (!stream) return base::failure_of(stream);
  std::unique_ptr<Stages> stages;
  while (!ending_) {
    const auto some = (*stream)->gather();
    if (!some) return base::failure_of(some);
    if (!*some) continue;
    const std::lock_guard writing(session_.writing());
    if (!stages) {
      auto made = Stages::make(session_, moment_now());
      if (!made) return base::failure_of(made);
      stages = std::move(*made);
    }
    stages->set_as_of(moment_now());
    stages->forget_customers();
    const auto stored = (*stream)->store(*stages);
    if (!stored) return base::failure_of(stored);
    told.clear();
    for (const auto& file : *stored)
      file.error ? listener_.failed(*file.error) : listener_.stored(file);
  }
  return {};
}

}  // namespace aftercare::pipeline
