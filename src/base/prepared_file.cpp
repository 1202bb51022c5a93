#include "base/prepared_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <utility>

namespace aftercare::base {
namespace {

constexpr std::uint64_t kPreparedMagic = 0x3153'4452'4F57'4341;  // "ACWORDS1"
constexpr std::size_t kAlign = 64;

struct Head {
  std::uint64_t magic = kPreparedMagic;
  std::uint32_t version = 0;
  std::uint32_t sections = 0;
  std::uint64_t size = 0;      // Of the whole file.
  std::uint64_t checksum = 0;  // Of all behind the head.
};

struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

// Four lanes, so that it runs as fast as memory is read. Against accidents, not against malice.
std::uint64_t checksum_of(std::span<const std::byte> bytes) {
  std::uint64_t lanes[4] = {1, 2, 3, 4};
  constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;
  std::size_t at = 0;
  for (; at + 32 <= bytes.size(); at += 32) {
    std::uint64_t words[4];
    std::memcpy(words, bytes.data() + at, sizeof words);
    for (int lane = 0; lane < 4; ++lane) {
      lanes[lane] = (lanes[lane] ^ words[lane]) * odd;
      lanes[lane] ^= lanes[lane] >> 29;
    }
  }
  for (; at < bytes.size(); ++at)
    lanes[0] = (lanes[0] ^ static_cast<std::uint64_t>(bytes[at])) * odd;
  std::uint64_t sum = bytes.size();
  for (const auto lane : lanes) sum = (sum ^ lane) * odd;
  return sum;
}

std::size_t aligned(std::size_t size) {
  return (size + kAlign - 1) / kAlign * kAlign;
}

tl::unexpected<Error> refused(std::string_view en, std::string_view zh, const std::string& name) {
  return failure(ErrorKind::internal,
                 fmt::format("{}: {}; build or install the program again", en, name),
                 fmt::format("{}：{}；请重新构建或安装程序", zh, name));
}

}  // namespace

Result<PreparedFile> PreparedFile::open(const std::filesystem::path& file, std::uint32_t version) {
  const auto name = file.string();
  const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (handle < 0 || ::fstat(handle, &status) != 0 || !S_ISREG(status.st_mode)) {
    if (handle >= 0) ::close(handle);
    return refused("a prepared file cannot be read", "无法读取预制文件", name);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* at = size < sizeof(Head)
                 ? MAP_FAILED
                 : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, handle, 0);
  ::close(handle);
  if (at == MAP_FAILED) return refused("not a prepared file", "不是预制文件", name);
  PreparedFile opened(at, size);
  if (auto read = opened.read(name, version); !read) return failure_of(read);
  // What nobody reads again takes no memory; the rest comes back from the system's cache.
  ::madvise(at, size, MADV_DONTNEED);
  return opened;
}

Result<void> PreparedFile::read(const std::string& name, std::uint32_t version) {
  const std::span bytes(static_cast<const std::byte*>(at_), size_);
  Head head;
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.magic != kPreparedMagic) return refused("not a prepared file", "不是预制文件", name);
  if (head.version != version)
    return refused(
        fmt::format("a prepared file of version {}, where {} is read", head.version, version),
        fmt::format("预制文件的版本为 {}，本程序读取版本 {}", head.version, version), name);
  const auto places = std::size_t{head.sections} * sizeof(Extent);
  if (head.size != size_ || places > size_ - sizeof head)
    return refused(fmt::format("a prepared file is cut short: {} of {} bytes", size_, head.size),
                   fmt::format("预制文件不完整：{} / {} 字节", size_, head.size), name);
  if (checksum_of(bytes.subspan(sizeof head)) != head.checksum)
    return refused("a prepared file is damaged", "预制文件已损坏", name);
  checksum_ = head.checksum;
  for (std::size_t i = 0; i < head.sections; ++i) {
    Extent extent;
    std::memcpy(&extent, bytes.data() + sizeof head + i * sizeof extent, sizeof extent);
    if (extent.begin > size_ || extent.size > size_ - extent.begin)
      return refused("a prepared file is damaged", "预制文件已损坏", name);
    sections_.push_back(bytes.subspan(extent.begin, extent.size));
  }
  return {};
}

PreparedFile::PreparedFile(PreparedFile&& other) noexcept
    : at_(std::exchange(other.at_, nullptr)),
      size_(other.size_),
      checksum_(other.checksum_),
      sections_(std::move(other.sections_)) {}

PreparedFile::~PreparedFile() {
  if (at_ != nullptr) ::munmap(at_, size_);
}

Result<void> write_prepared(const std::filesystem::path& file, std::uint32_t version,
                            const std::vector<std::span<const std::byte>>& sections) {
  Head head;
  head.version = version;
  head.sections = static_cast<std::uint32_t>(sections.size());
  std::vector<Extent> extents;
  std::size_t size = aligned(sizeof head + sections.size() * sizeof(Extent));
  for (const auto& section : sections) {
    extents.push_back({size, section.size()});
    size = aligned(size + section.size());
  }
  std::vector<std::byte> bytes(size);
  head.size = size;
  if (!sections.empty())
    std::memcpy(bytes.data() + sizeof head, extents.data(), extents.size() * sizeof(Extent));
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (!sections[i].empty())
      std::memcpy(bytes.data() + extents[i].begin, sections[i].data(), sections[i].size());
  head.checksum = checksum_of(std::span(bytes).subspan(sizeof head));
  std::memcpy(bytes.data(), &head, sizeof head);

  auto part = file;
  part += ".part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (!out.flush())
      return failure(ErrorKind::internal, fmt::format("cannot be written: {}", part.string()),
                     fmt::format("无法写入：{}", part.string()));
  }
  std::error_code error;
  std::filesystem::rename(part, file, error);
  if (error)
    return failure(ErrorKind::internal,
                   fmt::format("cannot be written: {}: {}", file.string(), error.message()),
                   fmt::format("无法写入：{}：{}", file.string(), error.message()));
  return {};
}

}  // namespace aftercare::base
