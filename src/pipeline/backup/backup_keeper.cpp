#include "pipeline/backup/backup_keeper.hpp"

#include <algorithm>

#include "pipeline/backup/open_place.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::chrono::milliseconds kRetryBackup = std::chrono::minutes(15);

}  // namespace

bool backup_is_due(const BackupPast& past, std::chrono::milliseconds every,
                   WallClock::time_point now) {
  if (every.count() == 0) return false;
  const auto rests = [now](const std::optional<WallClock::time_point>& at,
                           std::chrono::milliseconds pause) {
    return at && *at <= now && now - *at < pause;
  };
  return !rests(past.made, every) && !rests(past.failed, std::min(every, kRetryBackup));
}

base::Result<std::optional<BackupMade>> make_due_backup(const Session& session,
                                                        WallClock::time_point now) {
  const auto& workspace = session.workspace();
  const auto& setting = workspace.settings().backup;
  if (!backup_is_due(backup_past(workspace.root()), setting.every, now)) return std::nullopt;
  const Actor actor{"schedule", {}};
  auto made = [&]() -> base::Result<BackupMade> {
    const auto address =
        place_address(setting.place.empty() ? "backups" : setting.place, workspace.root());
    if (!address) return base::failure_of(address);
    const auto place = open_backup_place(*address, setting, workspace.root(), PlaceUse::write);
    if (!place) {
      note_failed_backup(session, actor, place.error(), now);
      return base::failure_of(place);
    }
    base::NoProgress quiet;
    return make_backup(session, **place, setting.keep, actor, quiet, now);
  }();
  if (!made) return base::failure_of(made);
  return std::optional<BackupMade>(std::move(*made));
}

BackupKeeper::BackupKeeper(const Session& session, Listener listener,
                           std::chrono::milliseconds look)
    : session_(session), listener_(std::move(listener)) {
  if (session.workspace().settings().backup.every.count() > 0)
    thread_ = std::thread([this, look] { work(look); });
}

BackupKeeper::~BackupKeeper() {
  {
    const std::scoped_lock guard(lock_);
    ending_ = true;
  }
  end_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void BackupKeeper::work(std::chrono::milliseconds look) {
  std::string told;  // Each trouble is told once, until it is over.
  for (;;) {
    const auto made = make_due_backup(session_, WallClock::now());
    if (!made) {
      if (std::exchange(told, made.error().message) != told) listener_.failed(made.error());
    } else if (*made) {
      told.clear();
      listener_.made(**made);
    }
    std::unique_lock guard(lock_);
    if (end_.wait_for(guard, look, [this] { return ending_; })) return;
  }
}

}  // namespace aftercare::pipeline
