// What an explanation tells, ready to be shown: a sentence and tables, each cell in both languages.
// A terminal prints it, a page draws it (report/sheet_document.hpp), so they cannot differ.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::insight {

/// A text that is the same in both languages.
inline base::Message same(std::string text) {
  return {text, text};
}

struct SheetRow {
  std::vector<base::Message> cells;
  std::size_t depth = 0;  // Of a tree: how far its first cell is drawn in.
  // What a page draws behind the cells: a bar from `low` to `high` with a dot at `at`.
  struct Mark {
    double at = 0, low = 0, high = 0;
  };
  std::optional<Mark> mark;
  std::vector<std::optional<double>> shades;  // 0 to 1 of each cell; empty: none has one.
};

struct SheetColumn {
  base::Message title;
  bool right = false;  // Numbers.
};

struct SheetTable {
  base::Message title;  // Empty: the only one.
  base::Message note;
  std::vector<SheetColumn> columns;
  std::vector<SheetRow> rows;
  std::optional<double> mark_base;  // Where the marks' line of "no difference" stands.
};

struct SheetLine {
  base::Message label;
  std::vector<std::optional<double>> points;  // One a step; nothing: a gap.
};

/// Lines over steps of time, which only a page shows.
struct SheetChart {
  base::Message title;  // Empty: the only one.
  base::Message note;
  std::vector<std::string> steps;
  std::vector<SheetLine> lines;                  // At most five.
  std::vector<std::optional<double>> low, high;  // A band behind them, one a step; or empty.
  std::vector<std::size_t> marked;               // Steps of the first line.
};

struct Sheet {
  base::Message title;
  base::Message sentence;
  std::vector<SheetChart> charts;
  std::vector<SheetTable> tables;
};

}  // namespace aftercare::insight
