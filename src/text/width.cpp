#include "text/width.hpp"

#include "base/utf8.hpp"

namespace aftercare::text {
namespace {

// Full-width forms U+FF01..FF5E but for those that are Chinese punctuation. The full-width full
// stop U+FF0E folds: it stands in numbers, and before anything else '.' ends a sentence as well.
constexpr bool folds(char32_t ascii) {
  constexpr std::u32string_view kept = U"!,:;?()~\"'";
  return kept.find(ascii) == kept.npos;
}

// Printable ASCII with single spaces inside: most values of most tables.
bool is_folded(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return text.empty();
  bool space = false;
  for (const char c : text) {
    if (c < ' ' || c > '~' || (c == ' ' && space)) return false;
    space = c == ' ';
  }
  return true;
}

}  // namespace

char32_t half_width(char32_t point) {
  if (point < 0x80)
    return point == U'\t'                                       ? U' '
           : point == U'\r' || point == U'\v' || point == U'\f' ? U'\n'
                                                                : point;
  if (point >= 0xFF01 && point <= 0xFF5E) {
    const char32_t ascii = point - 0xFF01 + 0x21;
    return folds(ascii) ? ascii : point;
  }
  switch (point) {
    case 0x3000:
    case 0x00A0:
    case 0x202F:
    case 0x205F:
      return U' ';
    case 0x0085:
    case 0x2028:
    case 0x2029:
      return U'\n';
    case 0x2018:
    case 0x2019:
      return U'\'';
    case 0xFFE5:
      return 0x00A5;
    default:
      return point >= 0x2000 && point <= 0x200A ? U' ' : point;
  }
}

bool is_invisible(char32_t point) {
  if (point < 0x20)
    return point != U'\n' && point != U'\t' && point != U'\r' && point != U'\v' && point != U'\f';
  if (point < 0x7F) return false;
  return point == 0x7F || (point > 0x7F && point < 0xA0 && point != 0x85) || point == 0xAD ||
         (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2060 && point <= 0x206F) || (point >= 0xFE00 && point <= 0xFE0F) ||
         point == 0xFEFF;
}

namespace {

bool is_apostrophe(char32_t point) {
  return point == 0x2018 || point == 0x2019;
}

// Pictures, keycaps, and the signs that a selector makes one of: "✈️", "7️⃣", "©️".
bool takes_selector(char32_t point) {
  return (point >= U'0' && point <= U'9') || point == U'#' || point == U'*' || point == 0xA9 ||
         point == 0xAE || (point >= 0x2030 && point < 0x2C00) ||
         (point >= 0x3030 && point < 0x3300) || (point >= 0x1F000 && point < 0x20000);
}

// Scripts in which a joiner, or what keeps letters apart, is spelling: Arabic to Sinhala.
bool takes_joiner(char32_t point) {
  return point >= 0x600 && point < 0xE00;
}

// Whether an invisible point shapes the one before it; `next` 0: nothing follows.
bool shapes(char32_t point, char32_t before, char32_t next) {
  constexpr char32_t apart = 0x200C, joiner = 0x200D, text_like = 0xFE0E, picture_like = 0xFE0F;
  if (point == text_like || point == picture_like) return takes_selector(before);
  if (point == joiner && takes_selector(next))
    return takes_selector(before) || before == picture_like;
  return (point == joiner || point == apart) && takes_joiner(before) && takes_joiner(next);
}

// What of a point stays as it is.
enum class Keep : std::uint8_t { none, what_is_read };

std::string fold(std::string_view text, Keep keep) {
  if (is_folded(text)) return std::string(text);
  std::string folded;
  folded.reserve(text.size());
  bool gap = false;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = base::next_code_point(text, at);
    if (is_invisible(point)) {
      std::size_t behind = at;
      const char32_t next = at < text.size() ? base::next_code_point(text, behind) : 0;
      if (keep == Keep::none || gap || !shapes(point, before, next)) continue;
    }
    const bool stays = keep == Keep::what_is_read && is_apostrophe(point);
    const char32_t half = stays ? point : half_width(point);
    if (half == U' ' || half == U'\n') {
      gap = !folded.empty();
      continue;
    }
    if (gap) folded.push_back(' ');
    gap = false;
    base::append_code_point(folded, half);
    before = half;
  }
  return folded;
}

}  // namespace

std::string fold_width(std::string_view text) {
  return fold(text, Keep::none);
}

std::string tidy_width(std::string_view text) {
  return fold(text, Keep::what_is_read);
}

}  // namespace aftercare::text
