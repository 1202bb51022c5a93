#include "intake/cell_arena.hpp"

#include <algorithm>
#include <cstring>

namespace aftercare::intake {

char* CellArena::room(std::size_t size) {
  constexpr std::size_t smallest = 64 << 10, largest = 1 << 20;
  if (blocks_.empty() || capacity_ - used_ < size) {
    capacity_ = std::max(size, blocks_.empty() ? smallest : largest);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(capacity_));
    used_ = 0;
  }
  char* const at = blocks_.back().get() + used_;
  used_ += size;
  return at;
}

std::string_view CellArena::keep(std::string_view text) {
  if (text.empty()) return {};
  char* const at = room(text.size());
  std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

}  // namespace aftercare::intake
