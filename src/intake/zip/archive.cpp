// Format: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 (layout), 4.4 (fields), 4.5.3 (Zip64),
// 4.6.9 (Unicode path), 4.4.4 (flags).

#include "intake/zip/archive.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/decoder.hpp"
#include "base/encoding.hpp"
#include "base/utf8.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kEndSize = 22;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kEntrySize = 46;
constexpr std::uint64_t kLargestDirectory = 64 << 20;
constexpr std::size_t kZipBlock = 256 << 10;

std::uint64_t little(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

tl::unexpected<base::Error> zip_failure(std::string en, std::string zh) {
  return base::failure(base::ErrorKind::input, std::move(en), std::move(zh));
}

tl::unexpected<base::Error> zip_cut_off() {
  return zip_failure("the zip file is cut off: its directory is missing",
                     "zip 文件不完整：缺少目录，可能已被截断");
}

tl::unexpected<base::Error> zip_corrupt() {
  return zip_failure("the zip file is corrupt: its directory contradicts itself",
                     "zip 文件已损坏：目录自相矛盾");
}

struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t count = 0;
};

base::Result<Directory> find_directory(const ByteStore& store) {
  const auto file_size = store.size();
  const auto tail_size = std::min<std::uint64_t>(file_size, kEndSize + 0xFFFF);
  const auto tail_begin = file_size - tail_size;
  const auto tail = store.text_at(tail_begin, tail_size);
  if (!tail) return base::failure_of(tail);
  for (auto at = tail->rfind("PK\x05\x06"); at != tail->npos;
       at = at == 0 ? tail->npos : tail->rfind("PK\x05\x06", at - 1)) {
    if (at + kEndSize > tail->size()) continue;
    const std::string_view end = std::string_view(*tail).substr(at);
    if (little(end, 4, 2) != little(end, 6, 2) && little(end, 4, 2) != 0xFFFF)
      return zip_failure("the zip archive is spread over several files: join them first",
                         "该 zip 为分卷压缩包：请先合并");
    Directory directory{little(end, 16, 4), little(end, 12, 4), little(end, 10, 2)};
    const bool wide =
        directory.offset == 0xFFFFFFFF || directory.size == 0xFFFFFFFF || directory.count == 0xFFFF;
    if (wide && tail_begin + at >= 20) {
      const auto locator = store.text_at(tail_begin + at - 20, 20);
      if (!locator) return base::failure_of(locator);
      if (locator->starts_with("PK\x06\x07")) {
        const auto record = store.text_at(little(*locator, 8, 8), 56);
        if (!record) return base::failure_of(record);
        if (record->size() < 56 || !record->starts_with("PK\x06\x06")) return zip_corrupt();
        directory = {little(*record, 48, 8), little(*record, 40, 8), little(*record, 32, 8)};
      }
    }
    if (directory.offset > file_size || directory.size > file_size - directory.offset)
      return zip_cut_off();
    return directory;
  }
  return zip_cut_off();
}

// Names without the flag for UTF-8 are in whatever the packing machine used: in China GBK.
std::string name_of(std::string_view raw, bool utf8, std::string_view unicode_name) {
  std::string name;
  if (!unicode_name.empty() && base::is_utf8(unicode_name)) {
    name = unicode_name;
  } else if (base::is_utf8(raw)) {
    name = raw;
  } else {
    auto encoding = base::Encoding::gb18030;
    if (const auto judged = base::detect_encoding(raw); !utf8 && judged)
      encoding = judged->encoding;
    name = base::decode_text(encoding, raw);
    // Too short to be judged: if it is not GB18030, it is some other single-byte set.
    if (name.find("\xEF\xBF\xBD") != name.npos)
      name = base::decode_text(base::Encoding::windows_1252, raw);
  }
  for (auto& byte : name)
    if (static_cast<unsigned char>(byte) < ' ' || byte == 0x7F) byte = '_';
  std::ranges::replace(name, '\\', '/');  // What old Windows packers wrote.
  return name;
}

// What the extra fields add to an entry.
void read_extra(std::string_view extra, ZipMember& member, std::string& unicode_name) {
  while (extra.size() >= 4) {
    const auto id = little(extra, 0, 2);
    const auto size = std::min<std::size_t>(little(extra, 2, 2), extra.size() - 4);
    auto field = extra.substr(4, size);
    extra.remove_prefix(4 + size);
    if (id == 0x7075 && field.size() > 5) unicode_name = field.substr(5);
    if (id != 0x0001) continue;
    for (auto* value : {&member.size, &member.packed, &member.header}) {
      if (*value != 0xFFFFFFFF) continue;
      if (field.size() < 8) return;
      *value = little(field, 0, 8);
      field.remove_prefix(8);
    }
  }
}

base::Result<void> expect_apart(const std::vector<ZipMember>& members, std::uint64_t end) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> spans;
  for (const auto& member : members) {
    if (member.header > end || member.packed > end - member.header) return zip_corrupt();
    if (member.packed > 0)
      spans.emplace_back(member.header, member.header + kLocalSize + member.packed);
  }
  std::ranges::sort(spans);
  for (std::size_t i = 1; i < spans.size(); ++i)
    if (spans[i].first < spans[i - 1].second)
      return zip_failure("members of the zip archive overlap, as only zip bombs do: not read",
                         "zip 压缩包中的成员互相重叠，疑似压缩炸弹，未读取");
  return {};
}

// A member's bytes, unpacked and checked.
class MemberSource final : public ByteSource {
 public:
  MemberSource(std::shared_ptr<const ByteStore> store, std::uint64_t begin, ZipMember member)
      : store_(std::move(store)), at_(begin), begin_(begin), member_(std::move(member)) {
    if (member_.method == 0) return;
    packed_.resize(kZipBlock);
    inflating_ = inflateInit2(&inflater_, -MAX_WBITS) == Z_OK;
  }
  ~MemberSource() override {
    if (inflating_) inflateEnd(&inflater_);
  }

  base::Result<std::size_t> read(char* to, std::size_t size) override {
    const auto got = member_.method == 0 ? copy(to, size) : unpack(to, size);
    if (!got) return got;
    unpacked_ += *got;
    checksum_ = static_cast<std::uint32_t>(
        crc32(checksum_, reinterpret_cast<const Bytef*>(to), static_cast<uInt>(*got)));
    const bool ended = *got < size;
    if (unpacked_ > member_.size || (ended && unpacked_ < member_.size))
      return zip_failure("the zip member is corrupt: it is not as large as it says",
                         "zip 成员已损坏：实际大小与记录不符");
    if (ended && checksum_ != member_.checksum)
      return zip_failure("the zip member is corrupt: its checksum does not fit",
                         "zip 成员已损坏：校验和不符");
    if (const auto honest = expect_honest_ratio(consumed(), unpacked_); !honest)
      return base::failure_of(honest);
    return got;
  }
  Compression compression() const override { return Compression::zip; }
  std::uint64_t size() const override { return member_.packed; }
  std::uint64_t consumed() const override { return at_ - begin_ - inflater_.avail_in; }

 private:
  base::Result<std::size_t> read_packed(char* to, std::size_t size) {
    const auto left = member_.packed - (at_ - begin_);
    const auto got = store_->read_at(at_, to, std::min<std::uint64_t>(size, left));
    if (got) at_ += *got;
    return got;
  }

  base::Result<std::size_t> copy(char* to, std::size_t size) { return read_packed(to, size); }

  base::Result<std::size_t> unpack(char* to, std::size_t size) {
    if (!inflating_)
      return base::failure(base::ErrorKind::internal, "no memory to unpack zip",
                           "内存不足，无法解压 zip");
    inflater_.next_out = reinterpret_cast<Bytef*>(to);
    inflater_.avail_out = static_cast<uInt>(size);
    while (inflater_.avail_out > 0 && !ended_) {
      if (inflater_.avail_in == 0) {
        const auto got = read_packed(packed_.data(), packed_.size());
        if (!got) return got;
        if (*got == 0) return zip_cut_off();
        inflater_.next_in = reinterpret_cast<Bytef*>(packed_.data());
        inflater_.avail_in = static_cast<uInt>(*got);
      }
      const int state = inflate(&inflater_, Z_NO_FLUSH);
      if (state == Z_STREAM_END)
        ended_ = true;
      else if (state != Z_OK && state != Z_BUF_ERROR)
        return zip_failure("the zip member is corrupt", "zip 成员已损坏");
    }
    return size - inflater_.avail_out;
  }

  std::shared_ptr<const ByteStore> store_;
  std::uint64_t at_;
  const std::uint64_t begin_;
  const ZipMember member_;
  std::vector<char> packed_;
  z_stream inflater_{};
  bool inflating_ = false;
  bool ended_ = false;
  std::uint64_t unpacked_ = 0;
  std::uint32_t checksum_ = 0;
};

}  // namespace

base::Result<std::shared_ptr<const ZipArchive>> ZipArchive::open(
    std::shared_ptr<const ByteStore> store) {
  const auto directory = find_directory(*store);
  if (!directory) return base::failure_of(directory);
  if (directory->count > kMostMembers || directory->size > kLargestDirectory)
    return zip_failure(
        fmt::format(
            "the zip archive has too many members, over {}: unpack it and ingest the folder",
            kMostMembers),
        fmt::format("zip 压缩包成员过多（超过 {} 个）：请解压后导入文件夹", kMostMembers));
  const auto text = store->text_at(directory->offset, directory->size);
  if (!text) return base::failure_of(text);
  auto archive = std::make_shared<ZipArchive>();
  archive->store_ = store;
  std::unordered_map<std::string, int> taken;
  std::string_view rest = *text;
  for (std::uint64_t i = 0; i < directory->count; ++i) {
    if (rest.size() < kEntrySize || !rest.starts_with("PK\x01\x02")) return zip_corrupt();
    const auto name_size = little(rest, 28, 2), extra_size = little(rest, 30, 2),
               comment_size = little(rest, 32, 2);
    const auto whole = kEntrySize + name_size + extra_size + comment_size;
    if (rest.size() < whole) return zip_corrupt();
    ZipMember member;
    const auto flags = little(rest, 8, 2);
    member.encrypted = (flags & 1) != 0;
    member.method = static_cast<std::uint16_t>(little(rest, 10, 2));
    member.checksum = static_cast<std::uint32_t>(little(rest, 16, 4));
    member.packed = little(rest, 20, 4);
    member.size = little(rest, 24, 4);
    member.header = little(rest, 42, 4);
    std::string unicode_name;
    read_extra(rest.substr(kEntrySize + name_size, extra_size), member, unicode_name);
    const auto name =
        name_of(rest.substr(kEntrySize, name_size), (flags & 0x800) != 0, unicode_name);
    member.folder = name.ends_with('/');
    member.name = name;
    if (auto& times = taken[name]; ++times > 1) member.name = fmt::format("{} ({})", name, times);
    archive->members_.push_back(std::move(member));
    rest.remove_prefix(whole);
  }
  if (const auto apart = expect_apart(archive->members_, store->size()); !apart)
    return base::failure_of(apart);
  return archive;
}

const ZipMember* ZipArchive::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &ZipMember::name);
  return found == members_.end() ? nullptr : &*found;
}

base::Result<std::unique_ptr<ByteSource>> ZipArchive::read(const ZipMember& member) const {
  if (member.encrypted)
    return zip_failure("it is encrypted with a password: unpack it and ingest what is inside",
                       "已用密码加密：请解压后再导入其中的文件");
  if (member.method != 0 && member.method != 8)
    return zip_failure(
        fmt::format("it is packed in a way that is not supported (method {}): pack "
                    "it again as an ordinary zip, or unpack it",
                    member.method),
        fmt::format("压缩方式不受支持（方法 {}）：请重新压缩为普通 zip，或先解压", member.method));
  const auto local = store_->text_at(member.header, kLocalSize);
  if (!local) return base::failure_of(local);
  if (local->size() < kLocalSize || !local->starts_with("PK\x03\x04")) return zip_corrupt();
  const auto begin = member.header + kLocalSize + little(*local, 26, 2) + little(*local, 28, 2);
  if (begin > store_->size() || member.packed > store_->size() - begin) return zip_cut_off();
  return std::make_unique<MemberSource>(store_, begin, member);
}

}  // namespace aftercare::intake
