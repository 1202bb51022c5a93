#include "pipeline/watch_folder.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

bool is_being_written(const std::string& name) {
  constexpr std::array endings = {".part", ".partial", ".tmp", ".crdownload", ".filepart", "~"};
  return name.starts_with('.') ||
         std::ranges::any_of(endings, [&](const char* ending) { return name.ends_with(ending); });
}

tl::unexpected<base::Error> folder_failure(const fs::path& folder, const std::string& why) {
  return base::failure(base::ErrorKind::input,
                       fmt::format("the folder cannot be watched: {}: {}", folder.string(), why),
                       fmt::format("无法监视文件夹：{}：{}", folder.string(), why));
}

}  // namespace

base::Result<WatchedFolder> WatchedFolder::open(const fs::path& folder,
                                                const WatchSetting& setting) {
  std::error_code error;
  fs::directory_iterator(folder, error);
  if (error) return folder_failure(folder, error.message());
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watch < 0 || ::inotify_add_watch(watch, folder.c_str(),
                                       IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_MODIFY) < 0) {
    const auto why = std::error_code(errno, std::generic_category()).message();
    if (watch >= 0) ::close(watch);
    return folder_failure(folder, why);
  }
  return WatchedFolder(folder, setting, watch);
}

WatchedFolder::WatchedFolder(fs::path folder, const WatchSetting& setting, int watch)
    : folder_(std::move(folder)), setting_(setting), watch_(watch) {}

WatchedFolder::WatchedFolder(WatchedFolder&& other) noexcept
    : folder_(std::move(other.folder_)),
      setting_(other.setting_),
      watch_(std::exchange(other.watch_, -1)),
      seen_(std::move(other.seen_)) {}

WatchedFolder::~WatchedFolder() {
  if (watch_ >= 0) ::close(watch_);
}

std::vector<fs::path> WatchedFolder::complete(Clock::time_point now) {
  std::vector<fs::path> files;
  std::map<std::string, Seen> there;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const auto name = entry.path().filename().string();
    std::error_code gone;
    if (is_being_written(name) || !entry.is_regular_file(gone)) continue;
    Seen look;
    look.size = entry.file_size(gone);
    look.written = entry.last_write_time(gone);
    look.since = now;
    if (gone) continue;
    const auto known = seen_.find(name);
    if (known != seen_.end() && known->second.size == look.size &&
        known->second.written == look.written)
      look = known->second;
    if (!look.given && now - look.since >= setting_.settle) {
      look.given = true;
      files.push_back(entry.path());
    }
    there.emplace(name, look);
  }
  seen_ = std::move(there);
  std::ranges::sort(files);
  return files;
}

bool WatchedFolder::unsettled() const {
  return std::ranges::any_of(seen_, [](const auto& one) { return !one.second.given; });
}

bool WatchedFolder::wait(std::chrono::milliseconds most) {
  pollfd events{watch_, POLLIN, 0};
  if (::poll(&events, 1, static_cast<int>(most.count())) <= 0) return false;
  std::array<char, 4096> told;  // What happened does not matter: the folder is looked through.
  while (::read(watch_, told.data(), told.size()) > 0) {
  }
  return true;
}

base::Result<void> WatchedFolder::done(const fs::path& file) {
  return put_away(file, setting_);
}

base::Result<void> put_away(const fs::path& file, const WatchSetting& setting) {
  using Done = WatchSetting::Done;
  if (setting.done == Done::keep) return {};
  std::error_code error;
  if (setting.done == Done::remove) {
    fs::remove(file, error);
  } else {
    const auto folder = file.parent_path() / ".done";
    fs::create_directory(folder, error);
    auto to = folder / file.filename();
    for (int i = 2; fs::exists(to, error); ++i)
      to = folder / fmt::format("{}.{}{}", file.stem().string(), i, file.extension().string());
    fs::rename(file, to, error);
  }
  if (!error) return {};
  return base::failure(
      base::ErrorKind::input,
      fmt::format("a stored file cannot be put away: {}: {}", file.string(), error.message()),
      fmt::format("无法移走已入库的文件：{}：{}", file.string(), error.message()));
}

base::Result<std::vector<fs::path>> settled_files(const fs::path& folder,
                                                  const WatchSetting& setting) {
  auto watched = WatchedFolder::open(folder, setting);
  if (!watched) return base::failure_of(watched);
  // What was written long ago is complete; the rest must look the same again.
  std::error_code error;
  bool young = false;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (!is_being_written(entry.path().filename().string()) && entry.is_regular_file(error)) {
      young |= fs::file_time_type::clock::now() - entry.last_write_time(error) < setting.settle;
      files.push_back(entry.path());
    }
  std::ranges::sort(files);
  if (!young) return files;
  (void)watched->complete();
  std::this_thread::sleep_for(setting.settle);
  return watched->complete();
}

}  // namespace aftercare::pipeline
