#include "intake/row_repair.hpp"

#include <cstring>

#include "base/decoder.hpp"
#include "base/double_encoding.hpp"

namespace aftercare::intake {
namespace {

constexpr char kSuspect = '\xC3';  // Every text encoded twice holds it: see base/double_encoding.

bool is_suspect(std::string_view text) {
  return !text.empty() && std::memchr(text.data(), kSuspect, text.size()) != nullptr;
}

bool repair_cell(std::string_view& cell, base::Suspicion suspicion, CellArena& arena) {
  const auto repaired = base::repair_double_encoded(cell, suspicion);
  if (!repaired) return false;
  cell = arena.keep(*repaired);
  return true;
}

}  // namespace

bool repair_row(std::span<std::string_view> cells, CellArena& arena) {
  bool any = false, left = false;
  for (auto& cell : cells) {
    if (!is_suspect(cell)) continue;
    (repair_cell(cell, base::Suspicion::none, arena) ? any : left) = true;
  }
  if (any && left)
    for (auto& cell : cells)
      if (is_suspect(cell)) repair_cell(cell, base::Suspicion::proven, arena);
  return any;
}

bool SuspectFinder::suspects(std::string_view text, std::size_t size) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (known_until_ == nullptr || text_end_ != end || known_until_ < begin) {
    const auto* found = static_cast<const char*>(std::memchr(begin, kSuspect, text.size()));
    known_until_ = found == nullptr ? end : found;
    text_end_ = end;
  }
  return known_until_ < begin + size;
}

std::string_view raw_excerpt(std::string_view record) {
  while (!record.empty() && (record.back() == '\n' || record.back() == '\r'))
    record.remove_suffix(1);
  constexpr std::size_t most = 64 << 10;
  if (record.size() <= most) return record;
  record = record.substr(0, most);
  return record.substr(0, base::size_of_whole_characters(record));
}

}  // namespace aftercare::intake
