#include "intake/xlsx/sheet_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "intake/header_sniff.hpp"
#include "intake/row_repair.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kRowsAhead = 300;
constexpr std::size_t kMostAreasAhead = 4000;  // Merged cells that may name columns.
constexpr std::size_t kBytesAhead = 8 << 20;
constexpr std::size_t kMostSheetCells = 4'000'000;  // Of a slice.
constexpr std::size_t kMostTableColumns = 4096;

std::size_t text_size(const SheetRow& row) {
  std::size_t size = 0;
  for (const auto& cell : row.cells) size += cell.text.size();
  return size;
}

}  // namespace

base::Result<std::unique_ptr<Reader>> SheetReader::open(std::shared_ptr<Workbook> book,
                                                        const Workbook::Sheet& sheet,
                                                        FileDescription description,
                                                        const OpenOptions& options) {
  if (auto loaded = book->load(); !loaded) return base::failure_of(loaded);
  auto merged = merged_cells(*book, sheet);
  if (!merged) return base::failure_of(merged);
  auto rows = SheetRows::open(book, sheet);
  if (!rows) return base::failure_of(rows);
  std::unique_ptr<SheetReader> reader(
      new SheetReader(std::move(book), std::move(*rows), std::move(*merged)));
  if (auto looked = reader->look_ahead(options); !looked) return base::failure_of(looked);
  description.format = Format::xlsx;
  description.compression = Compression::zip;
  description.delimiter = '\0';
  description.quoting = false;
  description.encoding = "UTF-8";
  description.has_header = reader->head_.has_header;
  description.columns = reader->head_.names;
  description.size = reader->rows_.source().size();
  reader->description_ = std::move(description);
  return reader;
}

base::Result<void> SheetReader::look_ahead(const OpenOptions& options) {
  ahead_arena_ = std::make_shared<CellArena>();
  std::vector<SheetRow> sample;
  std::size_t bytes = 0;
  while (sample.size() < kRowsAhead && bytes < kBytesAhead) {
    SheetRow row;
    const auto read = rows_.next(row, *ahead_arena_);
    if (!read) return base::failure_of(read);
    if (!*read) break;
    bytes += text_size(row);
    sample.push_back(std::move(row));
  }
  if (sample.empty())
    return base::failure(base::ErrorKind::input, "the sheet is empty", "工作表是空的");
  const auto near = std::min(merged_.size(), kMostAreasAhead);
  head_ = head_of(sample, {merged_.begin(), merged_.begin() + static_cast<std::ptrdiff_t>(near)},
                  options.has_header);
  if (head_.names.size() > kMostTableColumns)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the sheet has more than {} columns", kMostTableColumns),
                         fmt::format("工作表超过 {} 列", kMostTableColumns));
  head_left_ = head_.rows;
  for (std::size_t i = 0; i < head_.columns.size(); ++i) place_[head_.columns[i]] = i;
  std::ranges::move(sample, std::back_inserter(ahead_));
  return {};
}

base::Result<bool> SheetReader::read_row(SheetRow& row, CellArena& arena) {
  if (!ahead_.empty()) {
    row = std::move(ahead_.front());
    ahead_.pop_front();
    return true;
  }
  return rows_.next(row, arena);
}

// What stands in the first of vertically merged cells counts for every row beside them.
void SheetReader::spread_merged(SheetRow& row, CellArena& arena) {
  std::erase_if(spread_, [&](const auto& one) { return one.second.last_row < row.number; });
  for (const auto& [column, spread] : spread_) {
    const auto at = std::ranges::lower_bound(row.cells, column, {}, &SheetCell::column);
    if (at != row.cells.end() && at->column == column) continue;
    row.cells.insert(at, {column, arena.keep(spread.text), spread.is_text});
  }
  for (; next_merged_ < merged_.size() && merged_[next_merged_].first_row <= row.number;
       ++next_merged_) {
    const auto& area = merged_[next_merged_];
    if (area.first_row != row.number || area.last_row == area.first_row) continue;
    const auto at = std::ranges::lower_bound(row.cells, area.first_column, {}, &SheetCell::column);
    if (at == row.cells.end() || at->column != area.first_column) continue;
    spread_[area.first_column] = {area.last_row, std::string(at->text), at->is_text};
  }
}

bool SheetReader::is_header_again(const SheetRow& row) const {
  if (head_.header.empty() || row.cells.size() != head_.header.size()) return false;
  return std::ranges::equal(
      row.cells, head_.header, [](const SheetCell& one, const SheetCell& two) {
        return one.column == two.column && one.text.find(two.text) != one.text.npos &&
               trim_cell(one.text) == two.text;
      });
}

base::Result<bool> SheetReader::fill(Slice& slice, const SliceLimits& limits) {
  const auto arena = std::make_shared<CellArena>();
  row_begins_.clear();
  slice.batch.keeps = {book_, ahead_arena_, carried_arena_, arena};
  std::size_t bytes = 0;
  while (slice.records < limits.records && bytes < limits.bytes &&
         slice.batch.cells.size() < kMostSheetCells) {
    SheetRow row;
    const bool fresh = ahead_.empty();  // Its text is in this slice's memory.
    const auto read = read_row(row, *arena);
    if (!read) return base::failure_of(read);
    if (!*read) break;
    // Rows between that show nothing are blank; those behind the last are no rows at all.
    if (row.number > records_read_ + 1) {
      const auto gap =
          std::min<std::uint64_t>(row.number - records_read_ - 1, limits.records - slice.records);
      slice.blanks += gap, slice.records += gap, records_read_ += gap;
      if (slice.records >= limits.records) {
        ahead_.push_front(std::move(row));
        if (fresh) carried_arena_ = arena;
        break;
      }
    }
    bytes += text_size(row);
    ++slice.records, records_read_ = row.number;
    if (head_left_ > 0) {
      --head_left_;
      ++slice.headers;
    } else if (is_header_again(row)) {
      ++slice.headers;
    } else {
      spread_merged(row, *arena);
      take_row(slice, row, *arena);
    }
  }
  make_rectangular(slice);
  slice.bytes_consumed = rows_.source().consumed();
  return slice.records > 0;
}

void SheetReader::take_row(Slice& slice, const SheetRow& row, CellArena& arena) {
  auto& batch = slice.batch;
  if (row.too_long) return reject(slice, row, "line_too_long");
  std::size_t fresh = 0;
  for (const auto& cell : row.cells) fresh += place_.contains(cell.column) ? 0 : 1;
  if (head_.names.size() + fresh > kMostTableColumns) return reject(slice, row, "column_count");
  for (const auto& cell : row.cells) {  // Beside the table, below where the header ends.
    if (!place_.try_emplace(cell.column, head_.names.size()).second) continue;
    auto names = head_.names;
    names.push_back(fmt::format("column_{}", cell.column + 1));
    head_.names = unique_names(names, names.size());
  }
  const auto begin = batch.cells.size();
  batch.cells.resize(begin + head_.names.size());
  for (const auto& cell : row.cells) batch.cells[begin + place_.at(cell.column)] = cell.text;
  auto repair = records::TextRepair::none;
  if (row.digits_lost) repair = records::TextRepair::digits_lost;
  if (repair_row({batch.cells.data() + begin, batch.cells.size() - begin}, arena))
    repair = records::TextRepair::double_encoded;
  if (row.replaced) repair = records::TextRepair::replaced_invalid;
  row_begins_.push_back(begin);
  batch.repairs.push_back(repair);
  batch.origins.push_back({row.number, row.byte});
}

void SheetReader::reject(Slice& slice, const SheetRow& row, const char* reason) {
  std::string raw;
  for (const auto& cell : row.cells) {
    if (!raw.empty()) raw += '\t';
    raw += cell.text;
    if (raw.size() > (64 << 10)) break;
  }
  slice.rejected.push_back({{row.number, row.byte}, reason, std::string(raw_excerpt(raw))});
}

void SheetReader::make_rectangular(Slice& slice) const {
  auto& batch = slice.batch;
  batch.columns = head_.names;
  const auto width = batch.columns.size();
  if (batch.cells.size() == batch.rows() * width) return;
  std::vector<std::string_view> cells(batch.rows() * width);
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    const auto begin = row_begins_[row];
    const auto end = row + 1 < batch.rows() ? row_begins_[row + 1] : batch.cells.size();
    std::copy(batch.cells.begin() + static_cast<std::ptrdiff_t>(begin),
              batch.cells.begin() + static_cast<std::ptrdiff_t>(end),
              cells.begin() + static_cast<std::ptrdiff_t>(row * width));
  }
  batch.cells = std::move(cells);
}

}  // namespace aftercare::intake
