#include "intake/byte_source.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "intake/signature.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kPackedBlock = 256 << 10;

// Tables of repeated rows pack to a hundredth, sheets of empty cells to a three hundredth; deflate
// ends at a thousandth.
constexpr std::uint64_t kLargestRatio = 500;
constexpr std::uint64_t kUnwatched = 64 << 20;  // Unpacked bytes that do no harm anyway.

class StoreSource final : public ByteSource {
 public:
  explicit StoreSource(std::shared_ptr<const ByteStore> store) : store_(std::move(store)) {}

  base::Result<std::size_t> read(char* to, std::size_t size) override {
    const auto got = store_->read_at(at_, to, size);
    if (got) at_ += *got;
    return got;
  }
  Compression compression() const override { return Compression::none; }
  std::uint64_t size() const override { return store_->size(); }
  std::uint64_t consumed() const override { return at_; }

 private:
  std::shared_ptr<const ByteStore> store_;
  std::uint64_t at_ = 0;
};

// Hands out again what was read to see what the bytes are; then the rest.
class PeekedSource final : public ByteSource {
 public:
  PeekedSource(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  base::Result<std::size_t> read(char* to, std::size_t size) override {
    const auto ready = std::min(size, head_.size() - at_);
    std::memcpy(to, head_.data() + at_, ready);
    at_ += ready;
    if (ready == size) return ready;
    const auto got = rest_->read(to + ready, size - ready);
    if (!got) return got;
    return ready + *got;
  }
  Compression compression() const override { return rest_->compression(); }
  std::uint64_t size() const override { return rest_->size(); }
  std::uint64_t consumed() const override {
    const auto consumed = rest_->consumed();
    return consumed - std::min<std::uint64_t>(consumed, head_.size() - at_);
  }

 private:
  std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> packed)
      : source_(std::move(packed)), packed_(kPackedBlock) {
    ready_ = inflateInit2(&inflater_, MAX_WBITS + 16) == Z_OK;
  }
  ~GzipSource() override { inflateEnd(&inflater_); }

  base::Result<std::size_t> read(char* to, std::size_t size) override;
  Compression compression() const override { return Compression::gzip; }
  std::uint64_t size() const override { return source_->size(); }
  std::uint64_t consumed() const override { return source_->consumed() - (end_ - at_); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> packed_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t unpacked_ = 0;
  z_stream inflater_{};
  bool ready_ = false;
  bool in_member_ = false;
  bool member_seen_ = false;
};

base::Result<std::size_t> GzipSource::read(char* to, std::size_t size) {
  if (!ready_)
    return base::failure(base::ErrorKind::internal, "no memory to unpack gzip",
                         "内存不足，无法解压 gzip");
  inflater_.next_out = reinterpret_cast<Bytef*>(to);
  inflater_.avail_out = static_cast<uInt>(size);
  while (inflater_.avail_out > 0) {
    if (at_ == end_) {
      const auto got = source_->read(packed_.data(), packed_.size());
      if (!got) return got;
      at_ = 0;
      end_ = *got;
      if (*got == 0) {
        if (!in_member_ && member_seen_) break;
        return base::failure(base::ErrorKind::input, "the gzip file is cut off",
                             "gzip 文件不完整，已被截断");
      }
    }
    if (!in_member_) {  // Another member, or zeros that fill up the last block of a tape.
      if (member_seen_ && packed_[at_] == '\0') {
        ++at_;
        continue;
      }
      inflateReset(&inflater_);
      in_member_ = true;
    }
    inflater_.next_in = reinterpret_cast<Bytef*>(packed_.data() + at_);
    inflater_.avail_in = static_cast<uInt>(end_ - at_);
    const int state = inflate(&inflater_, Z_NO_FLUSH);
    at_ = end_ - inflater_.avail_in;
    if (state == Z_STREAM_END) {
      in_member_ = false;
      member_seen_ = true;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      return base::failure(base::ErrorKind::input, "the gzip file is corrupt", "gzip 文件已损坏");
    }
  }
  const std::size_t got = size - inflater_.avail_out;
  unpacked_ += got;
  if (const auto honest = expect_honest_ratio(consumed(), unpacked_); !honest)
    return base::failure_of(honest);
  return got;
}

}  // namespace

base::Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::filesystem::path& file) {
  auto store = ByteStore::of_file(file);
  if (!store) return base::failure_of(store);
  return unpacked(of_store(std::move(*store)));
}

std::unique_ptr<ByteSource> ByteSource::of_store(std::shared_ptr<const ByteStore> store) {
  return std::make_unique<StoreSource>(std::move(store));
}

base::Result<std::string> ByteSource::peek(std::unique_ptr<ByteSource>& source, std::size_t size) {
  std::string head(size, '\0');
  const auto got = source->read(head.data(), size);
  if (!got) return base::failure_of(got);
  head.resize(*got);
  source = std::make_unique<PeekedSource>(head, std::move(source));
  return head;
}

base::Result<std::unique_ptr<ByteSource>> ByteSource::unpacked(std::unique_ptr<ByteSource> packed) {
  const auto head = peek(packed, 2);
  if (!head) return base::failure_of(head);
  if (!is_gzip(*head)) return packed;
  return std::make_unique<GzipSource>(std::move(packed));
}

base::Result<std::string> ByteSource::read_rest(std::size_t most) {
  std::string bytes;
  for (;;) {
    const auto size = bytes.size();
    bytes.resize(size + kPackedBlock);
    const auto got = read(bytes.data() + size, kPackedBlock);
    if (!got) return failure_of(got);
    bytes.resize(size + *got);
    if (bytes.size() > most)
      return base::failure(base::ErrorKind::input,
                           fmt::format("it is larger than {} MB", most >> 20),
                           fmt::format("超过 {} MB", most >> 20));
    if (*got < kPackedBlock) return bytes;
  }
}

base::Result<void> expect_honest_ratio(std::uint64_t packed, std::uint64_t unpacked) {
  if (unpacked <= kUnwatched || unpacked / kLargestRatio <= packed) return {};
  return base::failure(
      base::ErrorKind::input,
      fmt::format("this unpacks to more than {} times its size, as only zip bombs do: it is not "
                  "read on. Unpack it yourself if you trust it",
                  kLargestRatio),
      fmt::format("解压后超过原大小的 {} 倍，疑似压缩炸弹，已停止读取。若可信，请自行解压后再导入",
                  kLargestRatio));
}

}  // namespace aftercare::intake
