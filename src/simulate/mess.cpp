#include "simulate/mess.hpp"

#include <array>

#include "base/utf8.hpp"
#include "simulate/clock.hpp"

namespace aftercare::simulate {
namespace {

bool widen_digits(std::string& cell) {
  std::string wide;
  bool changed = false;
  for (const char byte : cell) {
    if (byte >= '0' && byte <= '9') {
      base::append_code_point(wide, U'０' + static_cast<char32_t>(byte - '0'));
      changed = true;
    } else {
      wide.push_back(byte);
    }
  }
  if (changed) cell = wide;
  return changed;
}

std::string_view break_moment(std::string& cell, Random& random) {
  static constexpr std::array<std::string_view, 6> kBad = {
      "0000-00-00 00:00:00", "2026-13-45 10:00:00", "昨天下午", "N/A", "2025/02/30 25:61", "待定"};
  cell = random.one_of(kBad);
  return "bad_date";
}

std::string_view break_number(std::string& cell, Random& random) {
  switch (random.below(3)) {
    case 0:
      if (cell.find_first_of("123456789") == cell.npos) return "";  // -0.00 is no error.
      cell.insert(0, "-");
      return "negative_amount";
    case 1:
      return widen_digits(cell) ? "full_width_digits" : "";
    default:
      cell = random.chance(0.5) ? "暂无" : "#VALUE!";
      return "bad_number";
  }
}

std::string_view break_phone(std::string& cell, Random& random) {
  if (cell.size() < 11) return "";
  if (random.chance(0.4)) return widen_digits(cell) ? "full_width_digits" : "";
  cell[cell.size() - 4] = random.chance(0.5) ? 'x' : 'O';
  return "phone_letters";
}

std::string_view pad(std::string& cell, Random& random) {
  cell = random.chance(0.5) ? " " + cell + "  " : cell + "\xE3\x80\x80";  // U+3000 at the end.
  return "stray_spaces";
}

std::string_view break_reference(std::string& cell, Random& random) {
  auto last = cell.find_last_of("0123456789");
  if (last == cell.npos || cell.size() < 5) return "";
  // A number range that the shop never gives out.
  for (int digits = 0; digits < 4 && cell[last] >= '0' && cell[last] <= '9'; ++digits, --last)
    cell[last] = digits == 3 ? '9' : static_cast<char>('0' + random.below(10));
  cell.push_back('9');
  return "orphan_reference";
}

}  // namespace

std::string_view break_cell(CellKind kind, std::string& cell, Random& random) {
  if (cell.empty()) return "";
  switch (kind) {
    case CellKind::id:
      if (random.chance(0.5)) return pad(cell, random);
      cell.clear();
      return "missing_id";
    case CellKind::reference:
      return random.chance(0.4) ? pad(cell, random) : break_reference(cell, random);
    case CellKind::moment:
      return break_moment(cell, random);
    case CellKind::amount:
      return break_number(cell, random);
    case CellKind::rating:
      if (random.chance(0.3)) return widen_digits(cell) ? "full_width_digits" : "";
      cell = random.chance(0.5) ? "9" : "0";
      return "rating_out_of_range";
    case CellKind::phone:
      return break_phone(cell, random);
    case CellKind::code:
      if (random.chance(0.5)) return pad(cell, random);
      cell = random.chance(0.5) ? "未知类型X" : "??";
      return "unknown_code";
    case CellKind::number:
    case CellKind::province:
    case CellKind::flag:
    case CellKind::optional:
    case CellKind::text:
      return "";
  }
  return "";
}

}  // namespace aftercare::simulate
