// Cuts delimited text into records and cells (RFC 4180, forgiving where nothing is lost by it).
//
// Delimiters and line ends are found 64 bytes at a time; a field that begins with a quote leaves
// that path for its length. A quote within an unquoted field is itself, and so is a single quote
// within a quoted one, as long as the field ends on its line. A field that crosses a line end must
// be quoted properly, else its quote counts as never closed: so one stray quote costs one line.

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "intake/cell_arena.hpp"

namespace aftercare::intake {

struct Dialect {
  char delimiter = ',';  // '\0': none, a line is a cell.
  bool quoting = true;
  char line_end = '\n';  // Or '\r' in files that know no line feed.
  std::size_t longest_field = 1 << 20;
};

/// Finds the next delimiter or line end.
class Structurals {
 public:
  void aim(const Dialect& dialect) { delimiter_ = dialect.delimiter, line_end_ = dialect.line_end; }
  void seek(const char* at, const char* end) {
    block_ = at;
    end_ = end;
    mask_ = load();
  }
  /// `end` if there is none.
  const char* next() {
    while (mask_ == 0) {
      if (end_ - block_ <= 64) return end_;
      block_ += 64;
      mask_ = load();
    }
    const auto* found = block_ + __builtin_ctzll(mask_);
    mask_ &= mask_ - 1;
    return found;
  }

 private:
  std::uint64_t load() const;
  std::uint64_t load_tail() const;

  char delimiter_ = ',';
  char line_end_ = '\n';
  const char* block_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t mask_ = 0;
};

class DelimitedScanner {
 public:
  static constexpr auto kEveryCell = std::numeric_limits<std::size_t>::max();

  enum class State { record, incomplete, unclosed_quote };
  struct Found {
    State state = State::record;
    std::size_t size = 0;  // Of the record, or of the line to reject, with its line end.
    bool surplus = false;  // There was text in cells beyond the most wanted.
  };

  explicit DelimitedScanner(const Dialect& dialect, std::size_t most_cells = kEveryCell)
      : dialect_(dialect), most_cells_(most_cells) {
    structurals_.aim(dialect);
  }

  const Dialect& dialect() const { return dialect_; }

  /// Reads the record at the begin of `text` and appends its cells, `most_cells` at most: views
  /// into `text`, or into `arena` where quotes were doubled. `last`: no text follows. On another
  /// state than record the cells appended mean nothing. REQUIRES non-empty text.
  Found read(std::string_view text, bool last, std::vector<std::string_view>& cells,
             CellArena& arena);

 private:
  struct Field {
    State state = State::record;
    const char* end = nullptr;  // Behind the closing quote and what belongs to the line end.
    std::string_view cell = {};
  };
  Field read_quoted(const char* begin, const char* end, bool last, CellArena& arena) const;
  std::size_t size_of_line(std::string_view text) const;

  Dialect dialect_;
  std::size_t most_cells_;
  Structurals structurals_;
  const char* expected_ = nullptr;  // Where structurals_ stands, if the text goes on there.
  const char* expected_end_ = nullptr;
};

}  // namespace aftercare::intake
