// Reads a sheet of a workbook in slices, as a table.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "intake/reader.hpp"
#include "intake/xlsx/sheet_head.hpp"
#include "intake/xlsx/sheet_rows.hpp"
#include "intake/xlsx/workbook.hpp"

namespace aftercare::intake {

class SheetReader final : public Reader {
 public:
  /// REQUIRES a sheet of the book. Fails (input) if it is broken or shows nothing.
  static base::Result<std::unique_ptr<Reader>> open(std::shared_ptr<Workbook> book,
                                                    const Workbook::Sheet& sheet,
                                                    FileDescription description,
                                                    const OpenOptions& options);

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  SheetReader(std::shared_ptr<Workbook> book, SheetRows rows, std::vector<MergedCells> merged)
      : book_(std::move(book)), rows_(std::move(rows)), merged_(std::move(merged)) {}
  base::Result<void> look_ahead(const OpenOptions& options);
  base::Result<bool> read_row(SheetRow& row, CellArena& arena);
  void spread_merged(SheetRow& row, CellArena& arena);
  bool is_header_again(const SheetRow& row) const;
  void take_row(Slice& slice, const SheetRow& row, CellArena& arena);
  void reject(Slice& slice, const SheetRow& row, const char* reason);
  void make_rectangular(Slice& slice) const;

  std::shared_ptr<Workbook> book_;
  SheetRows rows_;
  std::vector<MergedCells> merged_;
  std::size_t next_merged_ = 0;
  struct Spread {  // A cell that counts for rows below it.
    std::uint64_t last_row = 0;
    std::string text;
    bool is_text = false;
  };
  std::map<std::uint32_t, Spread> spread_;  // By column.

  std::deque<SheetRow> ahead_;  // Read to find the header.
  std::shared_ptr<CellArena> ahead_arena_;
  std::shared_ptr<CellArena> carried_arena_;  // Of a row that waits for the next slice.
  SheetHead head_;
  std::size_t head_left_ = 0;                             // Rows of it not yet passed.
  std::unordered_map<std::uint32_t, std::size_t> place_;  // Of a sheet's column in the table.
  std::vector<std::size_t> row_begins_;                   // Of this slice's rows in its cells.
};

}  // namespace aftercare::intake
