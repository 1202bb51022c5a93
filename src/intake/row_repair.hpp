// Mends rows whose text was encoded twice, within a slice where most rows may be clean.

#pragma once

#include <span>
#include <string_view>

#include "intake/cell_arena.hpp"

namespace aftercare::intake {

/// Mends the cells of a row; true if any was. One cell that proves it makes its neighbours
/// suspect, so that short ones are mended with it.
bool repair_row(std::span<std::string_view> cells, CellArena& arena);

/// Tells quickly where a text may hold rows to mend: nearly always nowhere.
class SuspectFinder {
 public:
  /// Forgets what it knew: the text moved.
  void reset() { known_until_ = nullptr; }
  /// May the first `size` bytes of `text` hold text encoded twice?
  /// REQUIRES calls in order, with texts that end alike until reset().
  bool suspects(std::string_view text, std::size_t size);

 private:
  const char* known_until_ = nullptr;  // No suspect byte before it.
  const char* text_end_ = nullptr;
};

/// At most 64 KiB of a record that was rejected, without its line end; no character is cut.
std::string_view raw_excerpt(std::string_view record);

}  // namespace aftercare::intake
