#include "standard/word.hpp"

#include "base/utf8.hpp"

namespace aftercare::standard {
namespace {

constexpr std::string_view kWideSpaces[] = {"\xE3\x80\x80", "\xC2\xA0"};
// Marks that nobody sees: part of a text as given, but of no name or code.
constexpr std::string_view kMarks[] = {"\xEF\xBB\xBF", "\xE2\x80\x8B"};

bool is_narrow_space(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char byte : text) all |= static_cast<unsigned char>(byte);
  return all < 0x80;
}

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto cut_front = [&] {
    if (text.empty()) return false;
    if (is_narrow_space(text.front())) return text.remove_prefix(1), true;
    if (static_cast<unsigned char>(text.front()) < 0x80) return false;
    for (const auto space : kWideSpaces)
      if (text.starts_with(space)) return text.remove_prefix(space.size()), true;
    return false;
  };
  const auto cut_back = [&] {
    if (text.empty()) return false;
    if (is_narrow_space(text.back())) return text.remove_suffix(1), true;
    if (static_cast<unsigned char>(text.back()) < 0x80) return false;
    for (const auto space : kWideSpaces)
      if (text.ends_with(space)) return text.remove_suffix(space.size()), true;
    return false;
  };
  while (cut_front()) {
  }
  while (cut_back()) {
  }
  return text;
}

std::string_view without_marks(std::string_view text) {
  for (const auto mark : kMarks) {
    while (text.starts_with(mark)) text = trim(text.substr(mark.size()));
    while (text.ends_with(mark)) text = trim(text.substr(0, text.size() - mark.size()));
  }
  return text;
}

std::string_view without_sheet_marks(std::string_view text) {
  const auto is_number = [](std::string_view inside) {
    return inside.find_first_of("0123456789") != inside.npos &&
           inside.find_first_not_of("0123456789*-+") == inside.npos;
  };
  if (text.starts_with('\'') && is_number(text.substr(1))) return text.substr(1);
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"') &&
      is_number(text.substr(2, text.size() - 3)))
    return text.substr(2, text.size() - 3);
  return text;
}

void fold_into(std::string_view text, std::string& to) {
  text = without_marks(trim(text));
  to.clear();
  if (is_ascii(text)) {
    for (const char byte : text) to.push_back(lower(byte));
    return;
  }
  for (std::size_t at = 0; at < text.size();) {
    auto point = base::next_code_point(text, at);
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
    if (point == 0x3000 || point == 0xA0) point = ' ';
    if (point < 0x80) point = static_cast<char32_t>(lower(static_cast<char>(point)));
    base::append_code_point(to, point);
  }
}

std::string fold(std::string_view text) {
  std::string folded;
  fold_into(text, folded);
  return folded;
}

std::string loose(std::string_view text) {
  std::string kept;
  for (const char byte : fold(text))
    if (std::string_view(" _-./\\()[]:#").find(byte) == std::string_view::npos)
      kept.push_back(byte);
  return kept;
}

}  // namespace aftercare::standard
