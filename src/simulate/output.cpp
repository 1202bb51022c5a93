#include "simulate/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace aftercare::simulate {
namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr int kGzipWindow = 15 + 16;  // zlib: 16 asks for a gzip header, which holds no time.

tl::unexpected<base::Error> cannot_write(const std::filesystem::path& file, int reason) {
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("file cannot be written: {} ({})", file.string(), std::strerror(reason)),
      fmt::format("无法写入文件：{}（{}）", file.string(), std::strerror(reason)));
}

}  // namespace

struct Output::State {
  std::filesystem::path file;
  int handle = -1;
  Encoding encoding = Encoding::utf8;
  bool gzip = false;
  const Gb18030* gb18030 = nullptr;
  std::string plain;    // UTF-8 that waits.
  std::string encoded;  // The same, encoded.
  std::string packed;   // Output of zlib.
  z_stream stream{};
  int trouble = 0;  // errno of the first failed write.

  ~State() {
    if (gzip) deflateEnd(&stream);
    if (handle >= 0) ::close(handle);
  }

  void write_all(std::string_view bytes) {
    while (!bytes.empty() && trouble == 0) {
      const auto written = ::write(handle, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) trouble = errno;
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void compress(std::string_view bytes, int flush) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
      packed.resize(kBlock);
      stream.next_out = reinterpret_cast<Bytef*>(packed.data());
      stream.avail_out = static_cast<uInt>(packed.size());
      deflate(&stream, flush);
      write_all(std::string_view(packed).substr(0, packed.size() - stream.avail_out));
    } while (stream.avail_out == 0);
  }

  void flush(bool last) {
    std::string_view bytes = plain;
    if (encoding == Encoding::gb18030) {
      encoded.clear();
      gb18030->append(encoded, plain);
      bytes = encoded;
    }
    if (gzip) {
      compress(bytes, last ? Z_FINISH : Z_NO_FLUSH);
    } else {
      write_all(bytes);
    }
    plain.clear();
  }
};

Output::Output(std::unique_ptr<State> state) : state_(std::move(state)) {}
Output::Output(Output&&) noexcept = default;
Output& Output::operator=(Output&&) noexcept = default;
Output::~Output() = default;

base::Result<Output> Output::create(const std::filesystem::path& file, Encoding encoding, bool gzip,
                                    const Gb18030& gb18030) {
  auto state = std::make_unique<State>();
  state->file = file;
  state->encoding = encoding;
  state->gb18030 = &gb18030;
  state->handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (state->handle < 0 || ::fchmod(state->handle, 0600) != 0) return cannot_write(file, errno);
  if (gzip &&
      deflateInit2(&state->stream, 1, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return cannot_write(file, ENOMEM);
  state->gzip = gzip;
  if (encoding == Encoding::utf8_bom) state->plain = "\xEF\xBB\xBF";
  return Output(std::move(state));
}

void Output::append(std::string_view utf8) {
  state_->plain += utf8;
  if (state_->plain.size() >= kBlock) state_->flush(false);
}

base::Result<void> Output::close() {
  state_->flush(true);
  const int handle = std::exchange(state_->handle, -1);
  if (::close(handle) != 0 && state_->trouble == 0) state_->trouble = errno;
  if (state_->trouble != 0) return cannot_write(state_->file, state_->trouble);
  return {};
}

}  // namespace aftercare::simulate
