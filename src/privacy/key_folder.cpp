#include "privacy/key_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace aftercare::privacy {
namespace {

// Closes a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int operator*() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  const int number_;
};

base::Error system_error(const std::filesystem::path& path, std::string_view what,
                         std::string_view what_zh) {
  const auto reason = std::string(std::strerror(errno));
  return {base::ErrorKind::internal, fmt::format("{}: {}: {}", what, path.string(), reason),
          fmt::format("{}：{}：{}", what_zh, path.string(), reason)};
}

tl::unexpected<base::Error> fail(base::Error error) {
  return tl::unexpected<base::Error>(std::move(error));
}

base::Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle || ::fsync(*handle) != 0)
    return fail(
        system_error(folder, "the key folder could not be made durable", "密钥目录无法落盘"));
  return {};
}

}  // namespace

base::Result<void> prepare_folder(const KeyFolder& keys) {
  std::error_code error;
  std::filesystem::create_directories(keys.folder.parent_path(), error);
  if (::mkdir(keys.folder.c_str(), 0700) != 0 && errno != EEXIST)
    return fail(system_error(keys.folder, "the key folder cannot be created", "无法创建密钥目录"));
  return refuse_if_shared(keys.folder);
}

base::Result<void> refuse_if_shared(const std::filesystem::path& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0)
    return fail(system_error(path, "the keys cannot be read", "无法读取密钥"));
  const auto wanted = S_ISDIR(info.st_mode) ? "700" : "600";
  const auto mode = static_cast<unsigned>(info.st_mode) & 0777U;
  if ((mode & 0077U) != 0)
    return base::failure(
        base::ErrorKind::usage,
        fmt::format("keys are open to other users: {} has mode {:03o}; run: chmod {} {}",
                    path.string(), mode, wanted, path.string()),
        fmt::format("密钥可被其他用户读取：{} 的权限为 {:03o}；请执行：chmod {} {}", path.string(),
                    mode, wanted, path.string()));
  return {};
}

base::Result<void> write_workspace_key(const KeyFolder& keys, const Secret& key) {
  const auto path = keys.workspace_key();
  const auto fresh = keys.folder / "workspace.key.new";
  ::unlink(fresh.c_str());
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file || ::write(*file, key.data(), kKeyBytes) != ssize_t{kKeyBytes} || ::fsync(*file) != 0)
      return fail(system_error(fresh, "the workspace key cannot be written", "无法写入工作区密钥"));
  }
  if (::access(path.c_str(), F_OK) == 0)
    errno = EEXIST;
  else if (::rename(fresh.c_str(), path.c_str()) == 0)
    return sync_folder(keys.folder);
  const auto reason = errno;
  ::unlink(fresh.c_str());
  errno = reason;
  return fail(system_error(path, "the workspace key cannot be written", "无法写入工作区密钥"));
}

base::Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes) {
  const auto fresh = std::filesystem::path(path.string() + ".new");
  ::unlink(fresh.c_str());
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    const auto size = static_cast<ssize_t>(bytes.size());
    if (!file || ::write(*file, bytes.data(), bytes.size()) != size || ::fsync(*file) != 0)
      return fail(system_error(fresh, "the key file cannot be written", "无法写入密钥文件"));
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0)
    return fail(system_error(path, "the key file cannot be written", "无法写入密钥文件"));
  return sync_folder(path.parent_path());
}

namespace {

// Zeroes over what is there; nothing if there is no such file.
base::Result<void> zero_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return {};
  struct stat info = {};
  if (!file || ::fstat(*file, &info) != 0)
    return fail(system_error(path, "the old key cannot be overwritten", "无法覆盖旧密钥"));
  const std::string zeroes(static_cast<std::size_t>(info.st_size), '\0');
  if (::write(*file, zeroes.data(), zeroes.size()) != info.st_size || ::fsync(*file) != 0)
    return fail(system_error(path, "the old key cannot be overwritten", "无法覆盖旧密钥"));
  return {};
}

}  // namespace

base::Result<void> wipe_file(const std::filesystem::path& path) {
  if (auto zeroed = zero_file(path); !zeroed) return zeroed;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return fail(system_error(path, "the old key cannot be removed", "无法删除旧密钥"));
  return sync_folder(path.parent_path());
}

base::Result<void> replace_wiped(const std::filesystem::path& from,
                                 const std::filesystem::path& to) {
  if (auto zeroed = zero_file(to); !zeroed) return zeroed;
  if (::rename(from.c_str(), to.c_str()) != 0)
    return fail(system_error(to, "the new key cannot take its place", "新密钥无法就位"));
  return sync_folder(to.parent_path());
}

base::Result<Secret> read_key(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT)
    return base::failure(
        base::ErrorKind::usage,
        fmt::format("the workspace key is missing: {}; put it back from your key backup (without "
                    "it the sealed originals stay closed)",
                    path.string()),
        fmt::format("缺少工作区密钥：{}；请从密钥备份中恢复（没有它，封存的原文无法打开）",
                    path.string()));
  if (!file)
    return fail(system_error(path, "the workspace key cannot be read", "无法读取工作区密钥"));
  if (const auto safe = refuse_if_shared(path); !safe) return base::failure_of(safe);
  struct stat info = {};
  Secret key;
  if (::fstat(*file, &info) != 0 || info.st_size != off_t{kKeyBytes} ||
      ::read(*file, key.data(), kKeyBytes) != ssize_t{kKeyBytes})
    return base::failure(
        base::ErrorKind::usage,
        fmt::format("the workspace key is damaged: {} has {} bytes instead of {}; put it back from "
                    "your key backup",
                    path.string(), info.st_size, kKeyBytes),
        fmt::format("工作区密钥已损坏：{} 为 {} 字节，应为 {} 字节；请从密钥备份中恢复",
                    path.string(), info.st_size, kKeyBytes));
  return key;
}

}  // namespace aftercare::privacy
