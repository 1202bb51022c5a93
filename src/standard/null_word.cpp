#include "standard/null_word.hpp"

#include <algorithm>

namespace aftercare::standard {

bool is_null_word(std::string_view cell, bool free_text) {
  if (cell.empty()) return true;
  constexpr std::size_t longest = 4;
  if (cell.size() > longest) return false;
  // Nearly every short cell is a number or a code: its first byte says that it is none of these.
  constexpr std::string_view first_bytes = "\\Nn#-/\xE6\xE2";
  if (first_bytes.find(cell.front()) == first_bytes.npos) return false;
  if (cell == "\\N" || cell == "NULL") return true;
  if (free_text) return false;
  constexpr std::string_view words[] = {"null", "Null", "N/A", "n/a", "#N/A", "无", "-",
                                        "--",   "None", "nan", "NaN", "—",    "/"};
  return std::ranges::find(words, cell) != std::end(words);
}

}  // namespace aftercare::standard
