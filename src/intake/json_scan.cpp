#include "intake/json_scan.hpp"

#include <algorithm>
#include <cstring>

namespace aftercare::intake {
namespace {

constexpr auto npos = std::string_view::npos;

char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

// Place behind the bracket of the first array that holds objects, within an object.
std::size_t find_array_of_objects(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '"') {
      JsonValueScanner scanner;
      const auto end = scanner.find_end(text.substr(at));
      if (!end) return npos;
      at += *end;
    } else if (text[at] == '[') {
      if (byte_at(text, skip_json_space(text, at + 1)) == '{') return at + 1;
      JsonValueScanner scanner;
      const auto end = scanner.find_end(text.substr(at));
      if (!end) return npos;
      at += *end;
    } else {
      ++at;
    }
  }
  return npos;
}

}  // namespace

std::size_t skip_json_space(std::string_view text, std::size_t at) {
  return text.find_first_not_of(" \t\r\n", at);
}

std::optional<std::size_t> JsonValueScanner::find_end(std::string_view text) {
  if (kind_ == Kind::unknown && !text.empty()) {
    const char first = text.front();
    kind_ = first == '{' || first == '[' ? Kind::brackets
            : first == '"'               ? Kind::string
                                         : Kind::bare;
    if (kind_ == Kind::string) in_string_ = true;
    if (kind_ != Kind::brackets) scanned_ = 1;
  }
  for (; scanned_ < text.size(); ++scanned_) {
    const char byte = text[scanned_];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (byte == '\\') {
        escaped_ = true;
      } else if (byte == '"') {
        in_string_ = false;
        if (kind_ == Kind::string) return scanned_ + 1;
      } else {  // Texts are long: the next byte that matters is found faster so.
        while (scanned_ + 1 < text.size() && text[scanned_ + 1] != '"' &&
               text[scanned_ + 1] != '\\')
          ++scanned_;
      }
      continue;
    }
    if (kind_ == Kind::bare) {
      if (std::strchr(",]} \t\r\n", byte) != nullptr) return scanned_;
    } else if (byte == '"') {
      in_string_ = true;
    } else if (byte == '{' || byte == '[') {
      ++depth_;
    } else if ((byte == '}' || byte == ']') && --depth_ == 0) {
      return scanned_ + 1;
    }
  }
  return std::nullopt;
}

std::optional<Format> sniff_json(std::string_view text, bool whole) {
  const auto begin = skip_json_space(text, 0);
  const char first = byte_at(text, begin);
  const char second = begin == npos ? '\0' : byte_at(text, skip_json_space(text, begin + 1));
  if (first == '[')
    return second == '{' || second == ']' ? std::optional(Format::json) : std::nullopt;
  if (first != '{' || (second != '"' && second != '}')) return std::nullopt;
  text.remove_prefix(begin);
  const auto line_end = std::min(text.find('\n'), text.size());
  const auto next = byte_at(text, skip_json_space(text, line_end));
  JsonValueScanner scanner;
  const auto end = scanner.find_end(text);
  if (!end && next == '{') return Format::jsonl;
  if (!end && whole && line_end == text.size() && find_array_of_objects(text) == npos)
    return Format::jsonl;  // One broken line.
  if (!end) return Format::json;
  if (*end > line_end) return Format::json;
  if (skip_json_space(text, *end) != npos) return Format::jsonl;
  return find_array_of_objects(text) == npos ? Format::jsonl : Format::json;
}

std::optional<JsonShape> shape_of_json(std::string_view text, Format format) {
  if (format == Format::jsonl) return JsonShape{};
  const auto begin = skip_json_space(text, 0);
  if (byte_at(text, begin) == '[') {
    const char second = byte_at(text, skip_json_space(text, begin + 1));
    if (second != '{' && second != ']') return std::nullopt;
    return JsonShape{JsonLayout::array, begin + 1, false};
  }
  if (byte_at(text, begin) != '{') return std::nullopt;
  JsonValueScanner scanner;
  const auto end = scanner.find_end(text.substr(begin));
  if (end && byte_at(text, skip_json_space(text, begin + *end)) == '{')
    return JsonShape{JsonLayout::sequence, begin, false};
  const auto array = find_array_of_objects(text.substr(begin));
  if (array == npos && end) return JsonShape{JsonLayout::sequence, begin, false};
  if (array == npos) return std::nullopt;
  return JsonShape{JsonLayout::array, begin + array, true, begin};
}

}  // namespace aftercare::intake
