#include "intake/header_sniff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/double_encoding.hpp"
#include "base/utf8.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kLongestName = 200;  // Characters: survey questions are long names.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_name_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool say_the_same(const Record& one, const Record& other) {
  return std::ranges::equal(one, other, {}, mended_name, mended_name);
}

}  // namespace

bool is_value(std::string_view cell) {
  if (cell.empty()) return false;
  const auto digits = std::ranges::count_if(cell, is_name_digit);
  const auto fits = [](char byte) {
    constexpr std::string_view between = "+-.,:/ %TZ";
    return is_name_digit(byte) || between.find(byte) != between.npos;
  };
  return digits > 0 && std::ranges::all_of(cell, fits);
}

bool first_is_header(const std::vector<Record>& records) {
  const auto& first = records.front();
  std::unordered_set<std::string_view> names;
  for (const auto raw : first) {
    const auto cell = trim_cell(raw);
    if (is_value(cell) || cell.find('\n') != cell.npos) return false;
    if (base::count_code_points(cell) > kLongestName) return false;
    names.insert(cell);
  }
  // A value that comes back in its own column is data; a whole line that comes back is a header.
  std::vector<std::size_t> again(first.size(), 0);
  std::size_t others = 0, repeats = 0;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (say_the_same(records[i], first)) {
      ++repeats;
      continue;
    }
    ++others;
    for (std::size_t c = 0; c < std::min(first.size(), records[i].size()); ++c)
      again[c] += !trim_cell(first[c]).empty() && records[i][c] == first[c];
  }
  const std::size_t rarity = repeats > 0 ? 2 : 20;
  return std::ranges::none_of(again, [=](auto count) { return count * rarity > others; });
}

bool is_header(const std::string_view* cells, std::size_t count,
               const std::vector<std::string>& header) {
  if (count < header.size() || header.empty()) return false;
  for (std::size_t i = 0; i < header.size(); ++i)
    if (cells[i].size() < header[i].size() || trim_cell(cells[i]) != header[i]) return false;
  return std::all_of(cells + header.size(), cells + count,
                     [](auto cell) { return trim_cell(cell).empty(); });
}

std::vector<std::string> unique_names(const std::vector<std::string>& header, std::size_t width) {
  std::vector<std::string> names;
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, int> last;  // Number given to a name that came again.
  for (std::size_t i = 0; i < width; ++i) {
    const bool named = i < header.size() && !header[i].empty();
    auto name = named ? header[i] : fmt::format("column_{}", i + 1);
    const auto stem = named ? header[i] : "column";
    for (auto* n = &last.try_emplace(stem, 1).first->second; !taken.insert(name).second;)
      name = fmt::format("{}_{}", stem, ++*n);
    names.push_back(std::move(name));
  }
  return names;
}

std::string_view trim_cell(std::string_view cell) {
  if (cell.starts_with(kByteOrderMark)) cell.remove_prefix(kByteOrderMark.size());
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t' || cell.back() == '\r'))
    cell.remove_suffix(1);
  return cell;
}

std::string mended_name(std::string_view cell) {
  cell = trim_cell(cell);
  const auto repaired = base::repair_double_encoded(cell);
  return std::string(repaired ? trim_cell(*repaired) : cell);
}

}  // namespace aftercare::intake
