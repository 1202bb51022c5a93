#include "intake/text_stream.hpp"

#include <fmt/format.h>
#include <simdjson.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "intake/signature.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kSampleBytes = 1 << 20;
constexpr std::size_t kBlockBytes = 256 << 10;

base::Result<base::Detection> judge_sample(std::string_view sample) {
  const auto signature = signature_of(sample);
  if (!signature.name.empty())
    return base::failure(base::ErrorKind::input,
                         fmt::format("{} is not supported, {}", signature.name, signature.advice),
                         fmt::format("不支持 {} 格式，{}", signature.name, signature.advice_zh));
  const auto detection = base::detect_encoding(sample);
  if (detection) return *detection;
  if (detection.error() == base::NoText::binary)
    return base::failure(base::ErrorKind::input, "this is no text: it holds bytes of a binary file",
                         "这不是文本文件：其中含有二进制内容");
  return base::failure(base::ErrorKind::input,
                       "unknown encoding: not UTF-8, UTF-16, GB18030, Big5 or Windows-1252; save "
                       "the file as UTF-8",
                       "无法识别文件编码：不是 UTF-8、UTF-16、GB18030、Big5 或 "
                       "Windows-1252；请另存为 UTF-8");
}

// Another encoding's byte order mark is left alone: it will show up as what it is.
std::size_t size_of_mark(std::string_view sample, base::Encoding encoding) {
  const auto detection = base::detect_encoding(sample.substr(0, 4));
  return detection && detection->encoding == encoding ? detection->mark : 0;
}

// The place behind the next line feed, or npos. In UTF-16 it has two bytes.
std::size_t next_line(std::string_view text, std::size_t at, base::Encoding encoding) {
  if (encoding != base::Encoding::utf16le && encoding != base::Encoding::utf16be) {
    const auto feed = text.find('\n', at);
    return feed == text.npos ? feed : feed + 1;
  }
  const char first = encoding == base::Encoding::utf16le ? '\n' : '\0';
  for (; at + 1 < text.size(); at += 2)
    if (text[at] == first && static_cast<char>(text[at] ^ text[at + 1]) == '\n') return at + 2;
  return text.npos;
}

}  // namespace

struct TextStream::Memory {
  explicit Memory(std::size_t size) : capacity(size) {
    void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc();
    begin = static_cast<char*>(at);
  }
  ~Memory() { ::munmap(begin, capacity); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  char* begin = nullptr;
  std::size_t capacity;
};

TextStream::TextStream(std::unique_ptr<ByteSource> source, base::Encoding encoding)
    : source_(std::move(source)), encoding_(encoding), decoder_(encoding) {}

base::Result<TextStream> TextStream::open(std::unique_ptr<ByteSource> source,
                                          std::optional<base::Encoding> encoding) {
  std::vector<char> raw(kSampleBytes);
  const auto got = source->read(raw.data(), raw.size());
  if (!got) return failure_of(got);
  const std::string_view sample(raw.data(), *got);
  base::Detection detection;
  if (encoding) {
    detection = {*encoding, size_of_mark(sample, *encoding)};
  } else {
    const auto judged = judge_sample(sample);
    if (!judged) return failure_of(judged);
    detection = *judged;
  }
  TextStream stream(std::move(source), detection.encoding);
  stream.undecided_ = detection.only_ascii;
  stream.ended_ = *got < kSampleBytes;
  stream.bytes_ = detection.mark;
  const bool even = detection.encoding == base::Encoding::utf8;
  stream.marks_.push_back({0, detection.mark, even});
  stream.start(base::Decoder::room_for(kSampleBytes));
  const auto text = sample.substr(detection.mark);
  const auto used = stream.append_decoded(text, stream.ended_);
  const auto rest = text.substr(used);
  if (even) {
    std::memcpy(stream.data_ + stream.end_, rest.data(), rest.size());
    stream.raw_end_ = rest.size();
  } else {
    stream.raw_.assign(rest.begin(), rest.end());
    stream.raw_size_ = rest.size();
  }
  return stream;
}

void TextStream::start(std::size_t most) {
  const std::size_t kept = end_ - begin_ + raw_end_;
  auto memory = std::make_shared<Memory>(std::max(most, kept) +
                                         base::Decoder::room_for(kBlockBytes + 64) + kPadding);
  if (memory_) std::memcpy(memory->begin, data_ + begin_, kept);
  memory_ = std::move(memory);
  data_ = memory_->begin;
  end_ -= begin_;
  begin_ = 0;
}

void TextStream::discard() {
  const std::size_t size = end_ - begin_;
  consume(size);
  std::memmove(data_ + begin_ - size, data_ + end_, raw_end_);
  begin_ -= size;
  end_ = begin_;
}

bool TextStream::has_room(std::size_t size) const {
  return end_ + raw_end_ + size + kPadding <= memory_->capacity;
}

base::Result<void> TextStream::grow() {
  if (ended_) return {};
  if (!has_room(base::Decoder::room_for(kBlockBytes + 64)))
    return base::failure(base::ErrorKind::internal, "a record outgrew its memory",
                         "记录超出了为其预留的内存");
  return encoding_ == base::Encoding::utf8 ? grow_in_place() : grow_decoded();
}

base::Result<void> TextStream::grow_in_place() {
  char* const to = data_ + end_;
  const auto got = source_->read(to + raw_end_, kBlockBytes);
  if (!got) return failure_of(got);
  ended_ = *got < kBlockBytes;
  const std::string_view raw(to, raw_end_ + *got);
  if (undecided_ && !simdjson::validate_utf8(raw.data(), base::size_of_whole_characters(raw))) {
    const auto detection = base::detect_encoding(raw);
    if (detection && (detection->encoding == base::Encoding::gb18030 ||
                      detection->encoding == base::Encoding::big5 ||
                      detection->encoding == base::Encoding::windows_1252)) {
      marks_.push_back({end_position(), bytes_, false});
      encoding_ = detection->encoding;
      decoder_ = base::Decoder(encoding_);
      undecided_ = false;
      raw_end_ = 0;
      raw_.assign(raw.begin(), raw.end());
      const auto used = append_decoded({raw_.data(), raw_.size()}, ended_);
      raw_.erase(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(used));
      raw_size_ = raw_.size();
      return {};
    }
  }
  const std::size_t whole = ended_ ? raw.size() : base::size_of_whole_characters(raw);
  if (simdjson::validate_utf8(raw.data(), whole)) {
    if (undecided_)
      undecided_ =
          std::all_of(raw.begin(), raw.end(), [](char byte) { return (byte & 0x80) == 0; });
    end_ += whole;
    bytes_ += whole;
    raw_end_ = raw.size() - whole;
    return {};
  }
  undecided_ = false;
  const std::string copy(raw);
  const auto used = append_decoded(copy, ended_);
  raw_end_ = copy.size() - used;
  std::memcpy(data_ + end_, copy.data() + used, raw_end_);
  return {};
}

base::Result<void> TextStream::grow_decoded() {
  raw_.resize(raw_size_ + kBlockBytes);
  const auto got = source_->read(raw_.data() + raw_size_, kBlockBytes);
  if (!got) return failure_of(got);
  ended_ = *got < kBlockBytes;
  const std::size_t size = raw_size_ + *got;
  const auto used = append_decoded({raw_.data(), size}, ended_);
  raw_size_ = size - used;
  std::memmove(raw_.data(), raw_.data() + used, raw_size_);
  return {};
}

std::size_t TextStream::append_decoded(std::string_view raw, bool last) {
  places_.clear();
  char* const to = data_ + end_;
  const auto step = decoder_.decode(raw, last, to, places_);
  for (const auto place : places_) replaced_.push_back(end_position() + place);
  const bool even = encoding_ == base::Encoding::utf8;
  if (!even || !places_.empty()) mark_lines(raw.substr(0, step.used), {to, step.written});
  end_ += step.written;
  bytes_ += step.used;
  if (even && !places_.empty()) marks_.push_back({end_position(), bytes_, true});
  return step.used;
}

void TextStream::mark_lines(std::string_view raw, std::string_view text) {
  std::size_t in_raw = 0, in_text = 0;
  while (true) {
    in_raw = next_line(raw, in_raw, encoding_);
    in_text = next_line(text, in_text, base::Encoding::utf8);
    if (in_raw == raw.npos || in_text == text.npos) return;
    marks_.push_back({end_position() + in_text, bytes_ + in_raw, false});
  }
}

std::uint64_t TextStream::byte_offset() {
  while (marks_.size() > 1 && marks_[1].position <= position_) marks_.pop_front();
  const auto& mark = marks_.front();
  return mark.even ? mark.byte + (position_ - mark.position) : mark.byte;
}

bool TextStream::replaced_within(std::size_t size) {
  while (!replaced_.empty() && replaced_.front() < position_) replaced_.pop_front();
  return !replaced_.empty() && replaced_.front() < position_ + size;
}

}  // namespace aftercare::intake
