#include "pipeline/backup/backup_place.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

tl::unexpected<base::Error> place_failure(const fs::path& path, int error) {
  const auto why = std::generic_category().message(error);
  return base::failure(base::ErrorKind::internal,
                       fmt::format("the backup cannot be written: {}: {}", path.string(), why),
                       fmt::format("无法写入备份：{}：{}", path.string(), why));
}

class BackupFolder final : public BackupPlace {
 public:
  BackupFolder(fs::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  ~BackupFolder() override { ::close(lock_); }

  base::Result<void> put(const std::string& name, std::string_view bytes) override {
    const auto path = folder_ / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return place_failure(path, error.value());
    const auto temporary = path.string() + ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return place_failure(path, errno);
    int failed = 0;
    while (!bytes.empty() && failed == 0) {
      const auto written = ::write(file, bytes.data(), bytes.size());
      if (written > 0)
        bytes.remove_prefix(static_cast<std::size_t>(written));
      else if (errno != EINTR)
        failed = written == 0 ? ENOSPC : errno;
    }
    if (::close(file) != 0 && failed == 0) failed = errno;
    if (failed == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
    if (failed == 0) return {};
    ::unlink(temporary.c_str());
    return place_failure(path, failed);
  }

  base::Result<void> settle() override {
    if (::syncfs(lock_) == 0) return {};
    return place_failure(folder_, errno);
  }

  base::Result<std::string> get(const std::string& name) const override {
    std::ifstream in(folder_ / name, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in || in.eof()) return bytes;
    return base::failure(
        base::ErrorKind::input,
        fmt::format("a part of the backup cannot be read: {}", (folder_ / name).string()),
        fmt::format("备份的一部分无法读取：{}", (folder_ / name).string()));
  }

  base::Result<std::vector<PlacePiece>> list(const std::string& folder) const override {
    std::vector<PlacePiece> pieces;
    std::error_code error;
    if (!fs::exists(folder_ / folder, error)) return pieces;
    for (fs::recursive_directory_iterator at(folder_ / folder, error), end; !error && at != end;
         at.increment(error))
      if (at->is_regular_file() && at->path().extension() != ".new")
        pieces.push_back({fs::relative(at->path(), folder_).string(), at->file_size()});
    if (error) return place_failure(folder_ / folder, error.value());
    std::ranges::sort(pieces, {}, &PlacePiece::name);
    return pieces;
  }

  base::Result<void> remove(const std::string& name) override {
    std::error_code error;
    fs::remove(folder_ / name, error);
    if (error) return place_failure(folder_ / name, error.value());
    return {};
  }

  unsigned turns() const override { return 1; }

  std::string name() const override { return folder_.string(); }

 private:
  fs::path folder_;
  int lock_;  // Held open: its lock goes with it, whatever ends the process.
};

}  // namespace

base::Result<std::unique_ptr<BackupPlace>> open_backup_folder(const fs::path& folder, bool make) {
  std::error_code error;
  if (make && !fs::exists(folder, error)) {
    fs::create_directories(folder, error);
    if (!error) fs::permissions(folder, fs::perms::owner_all, error);
    if (error) return place_failure(folder, error.value());
  }
  if (!fs::is_directory(folder, error))
    return base::failure(fmt::format("no folder of backups: {}", folder.string()),
                         fmt::format("不是备份文件夹：{}", folder.string()));
  const auto lock_file = (folder / "lock").string();
  const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return place_failure(lock_file, errno);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return base::failure(
        fmt::format("another process works on these backups: {}; wait for it", folder.string()),
        fmt::format("另一个进程正在处理这些备份：{}；请等它结束", folder.string()));
  }
  return std::make_unique<BackupFolder>(folder, lock);
}

}  // namespace aftercare::pipeline
