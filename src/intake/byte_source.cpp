#include "intake/byte_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "intake/signature.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kPackedBlock = 256 << 10;

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

}  // namespace

ByteSource::ByteSource(int file, std::uint64_t size)
    : file_(file), size_(size), packed_(kPackedBlock) {}

ByteSource::~ByteSource() {
  if (inflater_) inflateEnd(inflater_.get());
  ::close(file_);
}

base::Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::filesystem::path& file) {
  const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle < 0) return cannot_open(errno);
  struct stat about {};
  const bool known = ::fstat(handle, &about) == 0;
  std::unique_ptr<ByteSource> source(
      new ByteSource(handle, known ? static_cast<std::uint64_t>(about.st_size) : 0));
  if (!known) return cannot_open(errno);
  if (S_ISDIR(about.st_mode)) return cannot_open(EISDIR);
  if (!S_ISREG(about.st_mode))
    return base::failure(base::ErrorKind::input, "this is a device or pipe, not a file",
                         "这是设备或管道，不是文件");
  const auto got = source->read_file(source->packed_.data(), kPackedBlock);
  if (!got) return failure_of(got);
  source->packed_end_ = *got;
  if (is_gzip({source->packed_.data(), *got})) {
    source->compression_ = Compression::gzip;
    source->inflater_ = std::make_unique<z_stream>();
    if (inflateInit2(source->inflater_.get(), MAX_WBITS + 16) != Z_OK)
      return base::failure(base::ErrorKind::internal, "no memory to unpack gzip",
                           "内存不足，无法解压 gzip");
  }
  return source;
}

base::Result<std::size_t> ByteSource::read_file(char* to, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const auto more = ::read(file_, to + got, size - got);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return cannot_open(errno);
    if (more == 0) break;
    got += static_cast<std::size_t>(more);
  }
  return got;
}

base::Result<std::size_t> ByteSource::read(char* to, std::size_t size) {
  if (compression_ == Compression::gzip) return inflate_into(to, size);
  const auto ready = std::min(size, packed_end_ - packed_at_);
  std::memcpy(to, packed_.data() + packed_at_, ready);
  packed_at_ += ready;
  auto got = read_file(to + ready, size - ready);
  if (!got) return got;
  consumed_ += ready + *got;
  return ready + *got;
}

base::Result<std::size_t> ByteSource::inflate_into(char* to, std::size_t size) {
  auto& stream = *inflater_;
  stream.next_out = reinterpret_cast<Bytef*>(to);
  stream.avail_out = static_cast<uInt>(size);
  while (stream.avail_out > 0) {
    if (packed_at_ == packed_end_) {
      const auto got = read_file(packed_.data(), packed_.size());
      if (!got) return got;
      packed_at_ = 0;
      packed_end_ = *got;
      if (*got == 0) {
        if (!in_member_ && member_seen_) break;
        return base::failure(base::ErrorKind::input, "the gzip file is cut off",
                             "gzip 文件不完整，已被截断");
      }
    }
    if (!in_member_) {  // Another member, or zeros that fill up the last block of a tape.
      if (member_seen_ && packed_[packed_at_] == '\0') {
        ++packed_at_, ++consumed_;
        continue;
      }
      inflateReset(&stream);
      in_member_ = true;
    }
    stream.next_in = reinterpret_cast<Bytef*>(packed_.data() + packed_at_);
    stream.avail_in = static_cast<uInt>(packed_end_ - packed_at_);
    const int state = inflate(&stream, Z_NO_FLUSH);
    const auto used = packed_end_ - packed_at_ - stream.avail_in;
    packed_at_ += used;
    consumed_ += used;
    if (state == Z_STREAM_END) {
      in_member_ = false;
      member_seen_ = true;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      return base::failure(base::ErrorKind::input, "the gzip file is corrupt", "gzip 文件已损坏");
    }
  }
  return size - stream.avail_out;
}

}  // namespace aftercare::intake
