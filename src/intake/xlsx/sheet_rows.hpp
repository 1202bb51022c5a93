// The filled rows of a sheet, one after another, in bounded memory.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intake/cell_arena.hpp"
#include "intake/xlsx/cell_text.hpp"
#include "intake/xlsx/workbook.hpp"
#include "intake/xml_pull.hpp"

namespace aftercare::intake {

struct SheetCell {
  std::uint32_t column = 0;  // From 0.
  std::string_view text;     // Never empty; in the workbook or the arena.
  bool is_text = false;      // Not a number, a moment or a boolean.
};

struct SheetRow {
  std::uint64_t number = 0;      // As the sheet counts, from 1.
  std::uint64_t byte = 0;        // Where it begins in the sheet's XML.
  std::vector<SheetCell> cells;  // By column, none twice.
  bool replaced = false;         // Bytes that are no characters.
  bool digits_lost = false;      // See number_format.hpp.
  bool too_long = false;         // A cell longer than CellText::kLongest.
};

/// Several cells shown as one: what stands in the first counts for all.
struct MergedCells {
  std::uint64_t first_row = 0, last_row = 0;
  std::uint32_t first_column = 0, last_column = 0;
};

class SheetRows {
 public:
  static constexpr std::uint32_t kMostColumns = 16'384;
  static constexpr std::uint64_t kMostRows = 1'048'576;

  /// REQUIRES a loaded workbook.
  static base::Result<SheetRows> open(std::shared_ptr<const Workbook> book,
                                      const Workbook::Sheet& sheet);

  /// The next row that shows anything; false behind the last. Rows and cells of format only are
  /// passed over. Fails (input) on a broken sheet.
  base::Result<bool> next(SheetRow& row, CellArena& arena);
  const ByteSource& source() const { return xml_.source(); }

 private:
  SheetRows(std::shared_ptr<const Workbook> book, XmlPull xml)
      : book_(std::move(book)), xml_(std::move(xml)) {}
  base::Result<void> read_row(SheetRow& row, CellArena& arena);
  base::Result<void> read_cell(SheetRow& row, CellArena& arena);

  std::shared_ptr<const Workbook> book_;
  XmlPull xml_;
  std::uint64_t last_row_ = 0;
  std::uint32_t next_column_ = 0;
  CellText text_;
};

/// Reads the whole sheet for them: they stand behind its rows. Fails (input) if there are absurdly
/// many.
base::Result<std::vector<MergedCells>> merged_cells(const Workbook& book,
                                                    const Workbook::Sheet& sheet);

/// Does the sheet show anything at all?
base::Result<bool> has_filled_cell(const Workbook& book, const Workbook::Sheet& sheet);

}  // namespace aftercare::intake
