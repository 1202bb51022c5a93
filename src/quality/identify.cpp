#include "quality/identify.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <vector>

namespace aftercare::quality {
namespace {

using records::Batch;
using records::Column;
using records::Entity;
using records::Field;
using records::FieldType;
using records::PiiClass;

constexpr std::size_t kDigestBytes = 16;

// Two hexadecimal digits for each byte.
constexpr auto kHexPairs = [] {
  std::array<char, 512> pairs{};
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t byte = 0; byte < 256; ++byte) {
    pairs[2 * byte] = digits[byte >> 4U];
    pairs[2 * byte + 1] = digits[byte & 15U];
  }
  return pairs;
}();

struct HexDigest {
  std::array<char, 2 * kDigestBytes> digits;
  std::string_view view() const { return {digits.data(), digits.size()}; }
};

// A row's values as unambiguous bytes: a mark for each field (so null is not empty), then
// eight bytes of a number, or length and bytes of a text. Keeps its memory.
class RowBytes {
 public:
  void clear() { size_ = 0; }

  void add(const Column* column, std::size_t row) {
    if (column == nullptr || column->present[row] == 0) return mark(0);
    switch (column->type) {
      case FieldType::text:
      case FieldType::code:
      case FieldType::blob:
        return add(column->text(row));
      case FieldType::real: {
        const double value = column->real(row) + 0.0;  // -0.0 is 0.0.
        mark(2);
        return append(&value, sizeof value);
      }
      default: {
        const std::int64_t value = column->number(row);
        mark(3);
        return append(&value, sizeof value);
      }
    }
  }
  /// The same bytes as of a column that has the value.
  void add(const records::Unmade& unmade) {
    if (const auto* const text = std::get_if<std::string_view>(&unmade.value)) return add(*text);
    if (const auto* const real = std::get_if<double>(&unmade.value)) {
      mark(2);
      return append(real, sizeof *real);
    }
    const auto* const number = std::get_if<std::int64_t>(&unmade.value);
    if (number == nullptr) return mark(0);
    mark(3);
    append(number, sizeof *number);
  }
  void add(std::string_view text) {
    mark(1);
    const auto length = static_cast<std::uint32_t>(text.size());
    append(&length, sizeof length);
    append(text.data(), text.size());
  }

  HexDigest digest(std::string_view key) const {
    std::array<unsigned char, kDigestBytes> digest;
    crypto_generichash(digest.data(), digest.size(), bytes_.data(), size_,
                       reinterpret_cast<const unsigned char*>(key.data()), key.size());
    HexDigest hex;
    for (std::size_t at = 0; at < digest.size(); ++at)
      std::memcpy(&hex.digits[2 * at], &kHexPairs[std::size_t{2} * digest[at]], 2);
    return hex;
  }

 private:
  void mark(unsigned char sign) { append(&sign, 1); }
  void append(const void* from, std::size_t size) {
    if (size_ + size > bytes_.size()) bytes_.resize(2 * (size_ + size) + 256);
    if (size > 0) std::memcpy(bytes_.data() + size_, from, size);
    size_ += size;
  }

  std::vector<unsigned char> bytes_;
  std::size_t size_ = 0;
};

using Columns = std::vector<const Column*>;

Columns columns_of(const Batch& batch, const std::vector<std::string>& names) {
  Columns columns;
  for (const auto& name : names) columns.push_back(batch.column(name));
  return columns;
}

// Repairs that were not made, by row and field. Mostly there are none.
class UnmadeOf {
 public:
  explicit UnmadeOf(const Batch& batch) {
    for (const auto& one : batch.unmade) sorted_.push_back(&one);
    std::ranges::stable_sort(sorted_, {}, &records::Unmade::row);
  }
  /// nullptr: the column has what the row says.
  const records::Unmade* find(const Column* column, std::size_t row) const {
    if (sorted_.empty() || column == nullptr) return nullptr;
    auto at = std::ranges::lower_bound(sorted_, row, {}, &records::Unmade::row);
    for (; at != sorted_.end() && (*at)->row == row; ++at)
      if ((*at)->field == column->name) return *at;
    return nullptr;
  }

 private:
  std::vector<const records::Unmade*> sorted_;
};

const Field* text_field_of(const Entity& entity) {
  const auto is_text = [](const Field& field) {
    return field.pii == PiiClass::free_text && !field.derived;
  };
  if (const auto* const field = entity.field("text"); field != nullptr && is_text(*field))
    return field;
  const auto at = std::ranges::find_if(
      entity.fields, [&](const Field& field) { return is_text(field) && field.name != "title"; });
  return at == entity.fields.end() ? nullptr : &*at;
}

std::string_view without_space(std::string_view text) {
  constexpr std::string_view ascii_space = " \t\r\n\v\f";
  constexpr std::string_view wide_space = "\xE3\x80\x80";
  while (!text.empty()) {
    if (ascii_space.find(text.front()) != ascii_space.npos)
      text.remove_prefix(1);
    else if (text.starts_with(wide_space))
      text.remove_prefix(wide_space.size());
    else if (ascii_space.find(text.back()) != ascii_space.npos)
      text.remove_suffix(1);
    else if (text.ends_with(wide_space))
      text.remove_suffix(wide_space.size());
    else
      break;
  }
  return text;
}

// Appends one part of a key; false if there is none. Parts of a key with several are escaped,
// so ("a/b", "c") is not ("a", "b/c").
bool append_key(const Column* column, std::size_t row, bool several, std::string& to) {
  if (column == nullptr || column->present[row] == 0) return false;
  if (const auto* const texts = std::get_if<std::vector<std::string_view>>(&column->values)) {
    const auto text = (*texts)[row];
    if (!several || text.find_first_of("/%") == text.npos) {
      to.append(text);
    } else {
      for (const auto sign : text)
        if (sign == '/' || sign == '%')
          to.append(sign == '/' ? "%2F" : "%25");
        else
          to.push_back(sign);
    }
    return !text.empty();
  }
  char digits[32];
  const auto end = column->type == FieldType::real
                       ? std::to_chars(digits, digits + sizeof digits, column->real(row))
                       : std::to_chars(digits, digits + sizeof digits, column->number(row));
  to.append(digits, end.ptr);
  return true;
}

bool append_whole_key(const Columns& key, std::size_t row, std::string& to) {
  to.clear();
  for (const auto* const column : key) {
    if (column != key.front()) to.push_back('/');
    if (!append_key(column, row, key.size() > 1, to)) return false;
  }
  return !key.empty();
}

}  // namespace

void identify(Batch& batch, std::string_view content_key) {
  const auto& entity = *batch.entity;
  const auto* const text_field = text_field_of(entity);
  for (const auto* const name : {"record_key", "content_hash", "same_hash"})
    batch.column_or_add(name, FieldType::text);
  if (text_field != nullptr) batch.column_or_add("text_hash", FieldType::text);

  Columns content;  // Pointers from here on: no more columns are added.
  for (const auto& field : entity.fields)
    if (!field.derived && field.compared) content.push_back(batch.column(field.name));
  const auto key = columns_of(batch, entity.key);
  const auto same = columns_of(batch, entity.same_if);
  Columns saying;
  for (const auto& name : entity.same_if) {
    const auto* const field = entity.field(name);
    const auto* const column = batch.column(name);
    if (field != nullptr && field->pii == PiiClass::free_text && column != nullptr)
      saying.push_back(column);
  }
  const auto* const text = text_field == nullptr ? nullptr : batch.column(text_field->name);
  auto* const record_key = batch.column("record_key");
  auto* const content_hash = batch.column("content_hash");
  auto* const same_hash = batch.column("same_hash");
  auto* const text_hash = text == nullptr ? nullptr : batch.column("text_hash");

  auto& arena = *batch.arena;
  RowBytes bytes;
  const UnmadeOf unmade(batch);
  const auto add = [&bytes, &unmade](const Column* column, std::size_t row) {
    if (const auto* const other = unmade.find(column, row))
      bytes.add(*other);
    else
      bytes.add(column, row);
  };
  std::string joined;
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    bytes.clear();
    for (const auto* const column : content) add(column, row);
    const auto whole = arena.keep(bytes.digest(content_key).view());
    content_hash->set(row, whole);

    std::string_view comparable;
    if (std::ranges::any_of(saying, [&](const Column* column) {
          return column->present[row] != 0 && !without_space(column->text(row)).empty();
        })) {
      bytes.clear();
      for (const auto* const column : same) add(column, row);
      comparable = arena.keep(bytes.digest(content_key).view());
      same_hash->set(row, comparable);
    }

    if (!append_whole_key(key, row, joined)) {
      joined.assign("~");
      joined.append(comparable.empty() ? whole : comparable);
    }
    record_key->set(row, arena.keep(joined));

    if (text_hash == nullptr || text->present[row] == 0) continue;
    if (const auto bare = without_space(text->text(row)); !bare.empty()) {
      bytes.clear();
      bytes.add(bare);
      text_hash->set(row, arena.keep(bytes.digest(content_key).view()));
    }
  }
}

}  // namespace aftercare::quality
