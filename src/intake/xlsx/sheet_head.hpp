// Where the table of a sheet begins: titles above it, a header of one or several rows, its columns.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/xlsx/sheet_rows.hpp"

namespace aftercare::intake {

struct SheetHead {
  bool has_header = false;
  std::size_t rows = 0;                // Filled rows that are titles and header; the data follow.
  std::vector<std::string> names;      // Of `columns`, unique.
  std::vector<std::uint32_t> columns;  // Of the sheet.
  std::vector<SheetCell> header;       // Its lowest row, to know it when it comes again.
  std::vector<std::string> header_texts;  // What the cells of `header` are views of.
};

/// Judges the first filled rows. A header is the first row that is nearly as wide as the rows below
/// it usually are and holds names only. Merged cells above or in it name groups of columns:
/// "orders" over "number" and "date" makes "orders number" and "orders date".
SheetHead head_of(const std::vector<SheetRow>& rows, const std::vector<MergedCells>& merged,
                  std::optional<bool> has_header);

}  // namespace aftercare::intake
