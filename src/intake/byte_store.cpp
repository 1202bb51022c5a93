#include "intake/byte_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "intake/byte_source.hpp"

namespace aftercare::intake {
namespace {

tl::unexpected<base::Error> cannot_open(int code) {
  switch (code) {
    case ENOENT:
    case ENOTDIR:
      return base::failure(base::ErrorKind::input, "file does not exist", "文件不存在");
    case EACCES:
    case EPERM:
      return base::failure(base::ErrorKind::input, "no permission to read the file",
                           "没有读取该文件的权限");
    case EISDIR:
      return base::failure(base::ErrorKind::input, "this is a folder, not a file",
                           "这是文件夹，不是文件");
    default:
      return base::failure(base::ErrorKind::input,
                           fmt::format("file cannot be read ({})", std::strerror(code)),
                           fmt::format("无法读取文件（{}）", std::strerror(code)));
  }
}

class FileStore final : public ByteStore {
 public:
  explicit FileStore(int file) : file_(file) {}
  ~FileStore() override { ::close(file_); }

  std::uint64_t size() const override { return size_; }
  void set_size(std::uint64_t size) { size_ = size; }

  base::Result<std::size_t> read_at(std::uint64_t offset, char* to,
                                    std::size_t size) const override {
    std::size_t got = 0;
    while (got < size) {
      const auto more = ::pread(file_, to + got, size - got, static_cast<off_t>(offset + got));
      if (more < 0 && errno == EINTR) continue;
      if (more < 0) return cannot_open(errno);
      if (more == 0) break;
      got += static_cast<std::size_t>(more);
    }
    return got;
  }

 private:
  const int file_;
  std::uint64_t size_ = 0;
};

class TextStore final : public ByteStore {
 public:
  explicit TextStore(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t size() const override { return bytes_.size(); }
  base::Result<std::size_t> read_at(std::uint64_t offset, char* to,
                                    std::size_t size) const override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const auto got = std::min<std::size_t>(size, bytes_.size() - offset);
    std::memcpy(to, bytes_.data() + offset, got);
    return got;
  }

 private:
  const std::string bytes_;
};

}  // namespace

base::Result<std::shared_ptr<const ByteStore>> ByteStore::of_file(
    const std::filesystem::path& file) {
  const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle < 0) return cannot_open(errno);
  auto store = std::make_shared<FileStore>(handle);
  struct stat about {};
  if (::fstat(handle, &about) != 0) return cannot_open(errno);
  if (S_ISDIR(about.st_mode)) return cannot_open(EISDIR);
  if (!S_ISREG(about.st_mode))
    return base::failure(base::ErrorKind::input, "this is a device or pipe, not a file",
                         "这是设备或管道，不是文件");
  store->set_size(static_cast<std::uint64_t>(about.st_size));
  return store;
}

std::shared_ptr<const ByteStore> ByteStore::of_text(std::string bytes) {
  return std::make_shared<TextStore>(std::move(bytes));
}

base::Result<std::shared_ptr<const ByteStore>> ByteStore::of_source(ByteSource& source,
                                                                    std::uint64_t most) {
  constexpr std::size_t block = 1 << 20;
  std::string bytes;
  for (;;) {
    const auto before = bytes.size();
    bytes.resize(before + block);
    const auto got = source.read(bytes.data() + before, block);
    if (!got) return base::failure_of(got);
    bytes.resize(before + *got);
    if (bytes.size() > most)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("what is packed inside is too large to be read from within, over {} MB: "
                      "unpack it and ingest what is inside",
                      most >> 20),
          fmt::format("内层压缩包过大（超过 {} MB），无法直接读取：请解压后再导入其中的文件",
                      most >> 20));
    if (*got < block) return of_text(std::move(bytes));
  }
}

base::Result<std::string> ByteStore::text_at(std::uint64_t offset, std::size_t size) const {
  if (offset >= this->size()) return std::string();
  std::string text(std::min<std::uint64_t>(size, this->size() - offset), '\0');
  const auto got = read_at(offset, text.data(), text.size());
  if (!got) return base::failure_of(got);
  text.resize(*got);
  return text;
}

}  // namespace aftercare::intake
