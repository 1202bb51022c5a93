#include "privacy/masked_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::privacy {
namespace {

using records::PersonalKind;
using records::Span;
using records::SpanKind;

bool has_han(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
    } else if (text::is_han(base::next_code_point(text, at))) {
      return true;
    }
  }
  return false;
}

std::string_view tag_of(SpanKind kind, bool chinese) {
  switch (kind) {
    case SpanKind::phone:
      return chinese ? "[电话]" : "[phone]";
    case SpanKind::email:
      return chinese ? "[邮箱]" : "[email]";
    case SpanKind::person_name:
      return chinese ? "[姓名]" : "[name]";
    case SpanKind::address:
      return chinese ? "[地址]" : "[address]";
    case SpanKind::id_card:
    case SpanKind::passport:
      return chinese ? "[证件]" : "[id]";
    case SpanKind::bank_card:
      return chinese ? "[银行卡]" : "[card]";
    case SpanKind::plate:
      return chinese ? "[车牌]" : "[plate]";
    default:
      return chinese ? "[账号]" : "[account]";
  }
}

SpanKind span_kind_of(PersonalKind kind) {
  switch (kind) {
    case PersonalKind::name:
      return SpanKind::person_name;
    case PersonalKind::phone:
      return SpanKind::phone;
    case PersonalKind::email:
      return SpanKind::email;
    case PersonalKind::address:
      return SpanKind::address;
    case PersonalKind::id_card:
      return SpanKind::id_card;
    case PersonalKind::bank_card:
      return SpanKind::bank_card;
    default:
      return SpanKind::account;
  }
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

// A text reduced to what identifies: letters, digits, '@' and all that is not ASCII or a
// sign, folded in width and case; each point remembers its bytes.
struct Reduced {
  std::vector<char32_t> points;
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> ends;

  void read(std::string_view text) {
    points.clear();
    begins.clear();
    ends.clear();
    for (std::size_t at = 0; at < text.size();) {
      const auto begin = at;
      auto point = text::half_width(base::next_code_point(text, at));
      if (point >= U'A' && point <= U'Z') point += U'a' - U'A';
      if (!counts(point)) continue;
      points.push_back(point);
      begins.push_back(static_cast<std::uint32_t>(begin));
      ends.push_back(static_cast<std::uint32_t>(at));
    }
  }

  static bool is_digit(char32_t point) { return point >= U'0' && point <= U'9'; }
  static bool is_latin(char32_t point) {
    return (point >= U'a' && point <= U'z') || (point >= 0xC0 && point <= 0x24F);
  }
  static bool counts(char32_t point) {
    if (point < 0x80) return is_digit(point) || is_latin(point) || point == U'@';
    if (point < 0xC0 || (point >= 0x2000 && point <= 0x206F)) return false;  // Signs, spaces.
    if (point >= 0x3000 && point <= 0x3004) return false;                    // 、。
    if (point >= 0x3008 && point <= 0x303F) return false;                    // Brackets.
    return !(point >= 0xFE30 && point <= 0xFE6F) && !(point >= 0xFF00 && point <= 0xFF65) &&
           point != U'・' && !text::is_invisible(point);
  }
};

// A number in a longer number, or a Latin word in a longer one, is something else.
bool is_inside(const Reduced& text, std::size_t begin, std::size_t end) {
  const auto joined = [&](std::size_t left, std::size_t right) {
    if (text.ends[left] != text.begins[right]) return false;
    const auto a = text.points[left];
    const auto b = text.points[right];
    return (Reduced::is_digit(a) && Reduced::is_digit(b)) ||
           (Reduced::is_latin(a) && Reduced::is_latin(b));
  };
  return (begin > 0 && joined(begin - 1, begin)) ||
         (end < text.points.size() && joined(end - 1, end));
}

std::size_t least_points(PersonalKind kind) {
  switch (kind) {
    case PersonalKind::name:
      return 2;
    case PersonalKind::phone:
      return 7;
    default:
      return 6;
  }
}

void find_points(const Reduced& text, std::span<const char32_t> wanted, SpanKind kind,
                 std::vector<Span>& spans) {
  auto from = text.points.begin();
  while (true) {
    const auto at = std::search(from, text.points.end(), wanted.begin(), wanted.end());
    if (at == text.points.end()) return;
    const auto begin = static_cast<std::size_t>(at - text.points.begin());
    const auto end = begin + wanted.size();
    from = at + 1;
    if (is_inside(text, begin, end)) continue;
    spans.push_back({text.begins[begin], text.ends[end - 1], kind, 1.0F});
    from = at + static_cast<std::ptrdiff_t>(wanted.size());
  }
}

bool is_all_digits(std::span<const char32_t> points) {
  return std::ranges::all_of(points, Reduced::is_digit);
}

// Where the part of an address behind province, city and district begins.
std::size_t detail_of(std::span<const char32_t> address) {
  std::size_t detail = 0;
  const auto reach = std::min<std::size_t>(address.size(), 14);
  for (std::size_t at = 1; at < reach; ++at)
    if (address[at] == U'省' || address[at] == U'市' || address[at] == U'区' ||
        address[at] == U'县')
      detail = at + 1;
  return detail;
}

}  // namespace

std::string mask_text(std::string_view text, std::span<const Span> spans) {
  std::vector<Span> personal;
  for (auto span : spans) {
    if (!records::is_personal(span.kind) || span.begin >= text.size()) continue;
    span.end = std::min(span.end, static_cast<std::uint32_t>(text.size()));
    while (span.begin > 0 && is_continuation(text[span.begin])) --span.begin;
    while (span.end < text.size() && is_continuation(text[span.end])) ++span.end;
    if (span.begin < span.end) personal.push_back(span);
  }
  if (personal.empty()) return std::string(text);
  std::ranges::sort(personal, [](const Span& a, const Span& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  const bool chinese = has_han(text);
  std::string masked;
  masked.reserve(text.size());
  std::uint32_t done = 0;
  for (const auto& span : personal) {
    if (span.begin >= done) {
      masked.append(text.substr(done, span.begin - done));
      masked.append(tag_of(span.kind, chinese));
    }
    done = std::max(done, span.end);  // What overlaps goes under the first tag.
  }
  masked.append(text.substr(done));
  return masked;
}

void find_known(std::string_view text, std::span<const KnownValue> known,
                std::vector<Span>& spans) {
  if (known.empty() || text.empty()) return;
  thread_local Reduced reduced;
  thread_local Reduced wanted;
  reduced.read(text);
  for (const auto& value : known) {
    wanted.read(value.value);
    std::span<const char32_t> points = wanted.points;
    // +86 and 0086 may or may not stand before the number.
    if (value.kind == PersonalKind::phone && is_all_digits(points)) {
      if (points.size() == 15 && points[0] == U'0') points = points.subspan(2);
      if (points.size() == 13 && points[0] == U'8' && points[1] == U'6') points = points.subspan(2);
    }
    if (points.size() < least_points(value.kind)) continue;
    const auto kind = span_kind_of(value.kind);
    const auto first = spans.size();
    find_points(reduced, points, kind, spans);
    if (value.kind == PersonalKind::phone && points.size() == 11) {
      auto abroad = std::u32string(U"0086");
      abroad.append(points.begin(), points.end());
      find_points(reduced, abroad, kind, spans);
      find_points(reduced, std::span(abroad).subspan(2), kind, spans);
    }
    if (value.kind == PersonalKind::address && spans.size() == first) {
      const auto detail = points.subspan(detail_of(points));
      if (detail.size() >= 4 && detail.size() < points.size())
        find_points(reduced, detail, kind, spans);
    }
  }
}

std::string mask_known(std::string_view text, std::span<const KnownValue> known) {
  std::vector<Span> spans;
  find_known(text, known, spans);
  return mask_text(text, spans);
}

std::string_view tag_of_text(std::string_view text) {
  return has_han(text) ? "[文本]" : "[text]";
}

}  // namespace aftercare::privacy
