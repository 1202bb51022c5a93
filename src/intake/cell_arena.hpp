// Memory for cells that are not simply stretches of the file: unescaped, mended, made from JSON.

#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace aftercare::intake {

/// Pieces never move and live as long as the arena.
class CellArena {
 public:
  /// Room for `size` bytes, to be written and then shortened by take_back.
  char* room(std::size_t size);
  /// The last `size` bytes of the room were not needed. REQUIRES right after room().
  void take_back(std::size_t size) { used_ -= size; }
  std::string_view keep(std::string_view text);

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace aftercare::intake
