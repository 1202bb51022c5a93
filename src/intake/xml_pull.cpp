#include "intake/xml_pull.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/utf8.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kXmlBlock = 64 << 10;
constexpr std::size_t kLongestTag = 1 << 20;
constexpr std::string_view kXmlSpace = " \t\r\n";

tl::unexpected<base::Error> xml_failure(std::string en, std::string zh) {
  return base::failure(base::ErrorKind::input, std::move(en), std::move(zh));
}

tl::unexpected<base::Error> xml_cut_off() {
  return xml_failure("the XML inside is cut off", "其中的 XML 不完整，已被截断");
}

tl::unexpected<base::Error> no_xml() {
  return xml_failure("the XML inside is broken", "其中的 XML 已损坏");
}

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

// The character that "&...;" stands for, given what is between; nothing if it is none.
std::optional<std::string> character_of(std::string_view entity) {
  if (entity == "lt") return "<";
  if (entity == "gt") return ">";
  if (entity == "amp") return "&";
  if (entity == "quot") return "\"";
  if (entity == "apos") return "'";
  if (!entity.starts_with('#')) return std::nullopt;
  entity.remove_prefix(1);
  const bool hex = entity.starts_with('x') || entity.starts_with('X');
  if (hex) entity.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, error] =
      std::from_chars(entity.data(), entity.data() + entity.size(), point, hex ? 16 : 10);
  if (error != std::errc() || end != entity.data() + entity.size()) return std::nullopt;
  if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return std::nullopt;
  std::string text;
  base::append_code_point(text, point);
  return text;
}

// Appends the text with its entities resolved; false if one is unknown.
bool append_resolved(std::string& to, std::string_view raw) {
  for (;;) {
    const auto sign = raw.find('&');
    to.append(raw.substr(0, sign));
    if (sign == raw.npos) return true;
    raw.remove_prefix(sign + 1);
    const auto end = raw.find(';');
    const auto character = end == raw.npos ? std::nullopt : character_of(raw.substr(0, end));
    if (!character) return false;
    to.append(*character);
    raw.remove_prefix(end + 1);
  }
}

}  // namespace

XmlPull::XmlPull(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

base::Result<void> XmlPull::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const auto before = buffer_.size();
  buffer_.resize(before + kXmlBlock);
  const auto got = source_->read(buffer_.data() + before, kXmlBlock);
  if (!got) return base::failure_of(got);
  buffer_.resize(before + *got);
  ended_ = *got < kXmlBlock;
  if (!started_) {
    started_ = true;
    if (buffer_.starts_with("\xEF\xBB\xBF")) at_ = 3, consumed_ = 3;
    if (buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF") ||
        buffer_.find('\0') < 4)
      return xml_failure("the XML inside is not UTF-8: save the workbook again with Excel or WPS",
                         "其中的 XML 不是 UTF-8 编码：请用 Excel 或 WPS 重新保存该工作簿");
  }
  return {};
}

// Size of the tag at the begin of the rest. A '>' may stand within quotes.
base::Result<std::size_t> XmlPull::tag_size() {
  char quote = '\0';
  for (std::size_t at = 0;;) {
    for (; at < rest().size(); ++at) {
      const char byte = rest()[at];
      if (quote != '\0')
        quote = byte == quote ? '\0' : quote;
      else if (byte == '"' || byte == '\'')
        quote = byte;
      else if (byte == '>')
        return at + 1;
    }
    if (ended_) return xml_cut_off();
    if (rest().size() > kLongestTag) return no_xml();
    if (const auto filled = fill(); !filled) return base::failure_of(filled);
  }
}

base::Result<void> XmlPull::skip_until(std::string_view mark) {
  for (;;) {
    if (const auto found = rest().find(mark); found != std::string_view::npos) {
      advance(found + mark.size());
      return {};
    }
    if (ended_) return xml_cut_off();
    if (rest().size() >= mark.size()) advance(rest().size() - mark.size() + 1);
    if (const auto filled = fill(); !filled) return filled;
  }
}

base::Result<XmlPull::Event> XmlPull::next() {
  if (end_pending_) {
    end_pending_ = false;
    --depth_;
    return Event::end;
  }
  for (;;) {
    if (rest().size() < 16 && !ended_)
      if (const auto filled = fill(); !filled) return base::failure_of(filled);
    offset_ = consumed_;
    if (in_data_) {
      if (rest().starts_with("]]>")) {
        in_data_ = false;
        advance(3);
        continue;
      }
      return read_text();
    }
    if (rest().empty()) {
      if (depth_ > 0) return xml_cut_off();
      return Event::done;
    }
    if (rest().front() != '<') return read_text();
    if (rest().starts_with("<![CDATA[")) {
      in_data_ = true;
      advance(9);
      continue;
    }
    if (rest().starts_with("<!--")) {
      advance(4);
      if (const auto skipped = skip_until("-->"); !skipped) return base::failure_of(skipped);
      continue;
    }
    if (rest().starts_with("<?")) {
      advance(2);
      if (const auto skipped = skip_until("?>"); !skipped) return base::failure_of(skipped);
      continue;
    }
    if (rest().starts_with("<!"))
      return xml_failure(
          "the XML inside declares a document type or entities, which no workbook needs: refused",
          "其中的 XML 声明了文档类型或实体，正常的工作簿不需要，已拒绝");
    const auto size = tag_size();
    if (!size) return base::failure_of(size);
    return read_tag(rest().substr(0, *size));
  }
}

base::Result<XmlPull::Event> XmlPull::read_text() {
  // A piece ends before what may be cut: a mark, an entity, a character.
  auto piece = rest();
  if (in_data_) {
    if (const auto end = piece.find("]]>"); end != piece.npos)
      piece = piece.substr(0, end);
    else if (!ended_)
      piece.remove_suffix(std::min<std::size_t>(2, piece.size() - 1));
    else
      return xml_cut_off();
  } else if (const auto tag = piece.find('<'); tag != piece.npos) {
    piece = piece.substr(0, tag);
  } else if (!ended_) {
    const auto sign = piece.rfind('&');
    if (sign != piece.npos && piece.find(';', sign) == piece.npos) {
      if (sign == 0) return no_xml();  // There are 16 bytes or more of it.
      piece = piece.substr(0, sign);
    }
  }
  text_.clear();
  if (in_data_)
    text_ = piece;
  else if (!append_resolved(text_, piece))
    return xml_failure("the XML inside uses an entity that does not exist",
                       "其中的 XML 使用了不存在的实体");
  advance(piece.size());
  return Event::text;
}

base::Result<XmlPull::Event> XmlPull::read_tag(std::string_view tag) {
  tag_ = tag;
  advance(tag.size());
  std::string_view inside = std::string_view(tag_).substr(1, tag_.size() - 2);
  const bool closes = inside.starts_with('/');
  const bool empty = !closes && inside.ends_with('/');
  if (closes) inside.remove_prefix(1);
  if (empty) inside.remove_suffix(1);
  const auto name_end = std::min(inside.find_first_of(kXmlSpace), inside.size());
  name_ = without_prefix(inside.substr(0, name_end));
  attributes_ = inside.substr(name_end);
  if (name_.empty()) return no_xml();
  if (closes) {
    if (depth_ == 0) return no_xml();
    --depth_;
    return Event::end;
  }
  ++depth_;
  end_pending_ = empty;
  return Event::begin;
}

std::string_view XmlPull::attribute(std::string_view name) {
  auto left = attributes_;
  for (;;) {
    const auto begin = left.find_first_not_of(kXmlSpace);
    if (begin == left.npos) return {};
    const auto equals = left.find('=', begin);
    if (equals == left.npos) return {};
    auto key = left.substr(begin, equals - begin);
    key = key.substr(0, key.find_last_not_of(kXmlSpace) + 1);
    const auto open = left.find_first_not_of(kXmlSpace, equals + 1);
    if (open == left.npos || (left[open] != '"' && left[open] != '\'')) return {};
    const auto close = left.find(left[open], open + 1);
    if (close == left.npos) return {};
    const auto value = left.substr(open + 1, close - open - 1);
    left.remove_prefix(close + 1);
    if (without_prefix(key) != name || key.starts_with("xmlns")) continue;
    if (value.find('&') == value.npos) return value;
    scratch_.clear();
    if (!append_resolved(scratch_, value)) return value;
    return scratch_;
  }
}

}  // namespace aftercare::intake
