#include "intake/table_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace aftercare::intake {
namespace {

using records::RawBatch;

// Gives every row of `table` empty cells for columns that a later slice brought.
void widen(RawBatch& table, std::vector<std::string> columns) {
  const auto before = table.columns.size();
  std::vector<std::string_view> cells;
  cells.reserve(table.rows() * columns.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto begin = table.cells.begin() + static_cast<std::ptrdiff_t>(row * before);
    cells.insert(cells.end(), begin, begin + static_cast<std::ptrdiff_t>(before));
    cells.resize((row + 1) * columns.size());
  }
  table.columns = std::move(columns);
  table.cells = std::move(cells);
}

void append(RawBatch& table, RawBatch&& slice) {
  // A slice has the columns of all before it, then those that it brought itself.
  if (slice.columns.size() > table.columns.size()) widen(table, slice.columns);
  for (std::size_t row = 0; row < slice.rows(); ++row) {
    for (std::size_t column = 0; column < slice.columns.size(); ++column)
      table.cells.push_back(slice.cell(row, column));
    table.cells.resize((table.rows() + row + 1) * table.columns.size());
  }
  std::ranges::move(slice.origins, std::back_inserter(table.origins));
  std::ranges::move(slice.repairs, std::back_inserter(table.repairs));
  std::ranges::move(slice.keeps, std::back_inserter(table.keeps));
}

std::size_t text_size(const RawBatch& slice) {
  std::size_t size = 0;
  for (const auto cell : slice.cells) size += cell.size();
  return size;
}

}  // namespace

base::Result<TableFile> read_table(const std::filesystem::path& file, const OpenOptions& options,
                                   std::size_t most_bytes) {
  auto reader = open(file, options);
  if (!reader) return base::failure_of(reader);
  TableFile read;
  std::size_t bytes = 0;
  for (;;) {
    auto slice = (*reader)->next();
    if (!slice) return base::failure_of(slice);
    if (!*slice) break;
    bytes += text_size((*slice)->batch);
    if (bytes > most_bytes)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("the table is too large to be held in memory, over {} MB: {}",
                      most_bytes >> 20, file.string()),
          fmt::format("表格过大，无法整体放入内存（超过 {} MB）：{}", most_bytes >> 20,
                      file.string()));
    append(read.table, std::move((*slice)->batch));
    std::ranges::move((*slice)->rejected, std::back_inserter(read.rejected));
    read.headers += (*slice)->headers;
    read.blanks += (*slice)->blanks;
  }
  read.description = (*reader)->description();
  if (read.table.rows() == 0)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the file has no row: {}", file.string()),
                         fmt::format("文件中没有数据行：{}", file.string()));
  return read;
}

}  // namespace aftercare::intake
