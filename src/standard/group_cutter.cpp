#include "standard/group_cutter.hpp"

#include <algorithm>
#include <utility>

#include "records/batch.hpp"

namespace aftercare::standard {
namespace {

using records::RawBatch;

/// The same rows under another list of columns.
RawBatch under_columns(const RawBatch& batch, const std::vector<std::string>& columns) {
  std::vector<std::size_t> from;
  for (const auto& column : columns)
    from.push_back(
        static_cast<std::size_t>(std::ranges::find(batch.columns, column) - batch.columns.begin()));
  RawBatch to{columns, {}, batch.origins, batch.repairs, batch.keeps};
  to.cells.reserve(batch.rows() * columns.size());
  for (std::size_t row = 0; row < batch.rows(); ++row)
    for (const auto column : from)
      to.cells.push_back(column < batch.columns.size() ? batch.cell(row, column)
                                                       : std::string_view());
  return to;
}

template <typename List>
void append_all(List& to, const List& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// The batch with its text copied, so that it no longer keeps whole slices in memory.
RawBatch on_its_own(RawBatch batch) {
  const auto arena = std::make_shared<records::Arena>();
  for (auto& cell : batch.cells) cell = arena->keep(cell);
  batch.keeps = {arena};
  return batch;
}

}  // namespace

RawBatch part_of(const RawBatch& batch, std::size_t begin, std::size_t end) {
  const auto at = [](const auto& list, std::size_t index) {
    return list.begin() + static_cast<std::ptrdiff_t>(std::min(index, list.size()));
  };
  const auto width = batch.columns.size();
  return {batch.columns,
          {at(batch.cells, begin * width), at(batch.cells, end * width)},
          {at(batch.origins, begin), at(batch.origins, end)},
          {at(batch.repairs, begin), at(batch.repairs, end)},
          batch.keeps};
}

RawBatch joined(RawBatch first, const RawBatch& second) {
  if (first.columns != second.columns) {
    auto columns = first.columns;
    for (const auto& column : second.columns)
      if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
    if (columns != first.columns) first = under_columns(first, columns);
    if (columns != second.columns) return joined(std::move(first), under_columns(second, columns));
  }
  append_all(first.cells, second.cells);
  append_all(first.origins, second.origins);
  first.repairs.resize(first.rows() - second.rows(), records::TextRepair::none);
  append_all(first.repairs, second.repairs);
  append_all(first.keeps, second.keeps);
  return first;
}

RawBatch GroupCutter::next(RawBatch slice) {
  if (mapper_.group_column().empty()) return slice;
  auto all = held_.rows() == 0 ? std::move(slice) : joined(std::move(held_), slice);
  const auto complete = mapper_.complete_rows(all);
  held_ = on_its_own(part_of(all, complete, all.rows()));
  return part_of(all, 0, complete);
}

RawBatch GroupCutter::finish() {
  return std::exchange(held_, {});
}

}  // namespace aftercare::standard
