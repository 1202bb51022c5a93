#include "intake/delimited_reader.hpp"

#include <algorithm>
#include <utility>

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostCells = 4'000'000;  // Of a slice, however wide the table.

Format format_of(const Dialect& dialect) {
  switch (dialect.delimiter) {
    case ',':
      return Format::csv;
    case '\t':
      return Format::tsv;
    default:
      return Format::delimited;
  }
}

}  // namespace

DelimitedReader::DelimitedReader(TextStream stream, FileDescription description,
                                 const OpenOptions& options)
    : stream_(std::move(stream)),
      options_(options),
      shape_(sniff_delimited(stream_.window(), stream_.at_end(),
                             std::filesystem::path(description.name).extension().string(),
                             options)),
      scanner_(shape_.dialect, shape_.columns.size()),
      header_pending_(shape_.has_header) {
  description_ = std::move(description);
  description_.format = format_of(shape_.dialect);
  description_.delimiter = shape_.dialect.delimiter;
  description_.quoting = shape_.dialect.quoting;
  description_.has_header = shape_.has_header;
  description_.columns = shape_.columns;
  if (shape_.encoded_twice) description_.encoding += " (double-encoded)";
}

base::Result<bool> DelimitedReader::fill(Slice& slice, const SliceLimits& limits) {
  stream_.start(limits.bytes + options_.longest_record + 2 * base::Decoder::room_for(1 << 18));
  const auto arena = std::make_shared<CellArena>();
  auto& batch = slice.batch;
  batch.columns = shape_.columns;
  batch.cells.reserve(usual_rows_ * shape_.columns.size());  // Slices of a file are much alike.
  batch.origins.reserve(usual_rows_);
  batch.repairs.reserve(usual_rows_);
  const auto begin = stream_.position();
  while (slice.records < limits.records && stream_.position() - begin < limits.bytes &&
         batch.cells.size() < kMostCells) {
    const auto window = stream_.window();
    if (window.empty()) {
      if (stream_.at_end()) break;
      if (const auto grown = stream_.grow(); !grown) return failure_of(grown);
      continue;
    }
    const auto first_cell = batch.cells.size();
    const auto found = scanner_.read(window, stream_.at_end(), batch.cells, *arena);
    if (found.state == DelimitedScanner::State::record) {
      take_record(slice, found, first_cell, *arena);
      continue;
    }
    batch.cells.resize(first_cell);
    const auto longest = options_.longest_record;
    if (found.state == DelimitedScanner::State::incomplete && window.size() <= longest) {
      const auto wanted = std::min(window.size() * 2, longest + 1);
      while (stream_.window().size() < wanted && !stream_.at_end())
        if (const auto grown = stream_.grow(); !grown) return failure_of(grown);
      continue;
    }
    const auto line_end = window.find(shape_.dialect.line_end);
    if (line_end == window.npos && window.size() > longest) {
      if (const auto passed = reject_long_line(slice); !passed) return failure_of(passed);
    } else {
      reject(slice, "unclosed_quote", line_end == window.npos ? window.size() : line_end + 1);
    }
  }
  suspects_.reset();
  usual_rows_ = batch.rows() + 1;  // And the cells of a line that may turn out to be none.
  batch.keeps = {stream_.keep(), arena};
  slice.bytes_consumed = stream_.source().consumed();
  if (const auto encoding = base::to_name(stream_.encoding());
      !description_.encoding.starts_with(encoding))
    description_.encoding = encoding;  // It showed late.
  return slice.records > 0;
}

bool DelimitedReader::is_blank(std::string_view record) const {
  return std::ranges::all_of(record, [this](char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' ||
           byte == shape_.dialect.delimiter;
  });
}

void DelimitedReader::take_record(Slice& slice, const DelimitedScanner::Found& found,
                                  std::size_t first_cell, CellArena& arena) {
  const auto size = found.size;
  auto& cells = slice.batch.cells;
  const auto record = stream_.window().substr(0, size);
  if (trim_cell(cells[first_cell]).empty() && is_blank(record)) {
    cells.resize(first_cell);
    ++slice.blanks;
  } else if (size > options_.longest_record) {
    cells.resize(first_cell);
    reject(slice, "line_too_long", size);
    return;
  } else {
    auto repair = records::TextRepair::none;
    if (suspects_.suspects(stream_.window(), size) &&
        repair_row({cells.data() + first_cell, cells.size() - first_cell}, arena))
      repair = records::TextRepair::double_encoded;
    const auto count = cells.size() - first_cell;
    if (header_pending_ ||
        (!found.surplus && is_header(cells.data() + first_cell, count, shape_.header))) {
      cells.resize(first_cell);
      ++slice.headers;
      header_pending_ = false;
    } else {
      if (found.surplus || count < shape_.fewest_cells) {
        cells.resize(first_cell);
        reject(slice, "column_count", size);
        return;
      }
      cells.resize(first_cell + shape_.columns.size());
      if (stream_.replaced_within(size)) repair = records::TextRepair::replaced_invalid;
      slice.batch.repairs.push_back(repair);
      slice.batch.origins.push_back({records_read_ + 1, stream_.byte_offset()});
    }
  }
  ++slice.records;
  ++records_read_;
  stream_.consume(size);
}

void DelimitedReader::reject(Slice& slice, std::string_view reason, std::size_t size) {
  slice.rejected.push_back({{++records_read_, stream_.byte_offset()},
                            std::string(reason),
                            std::string(raw_excerpt(stream_.window().substr(0, size)))});
  ++slice.records;
  stream_.consume(size);
}

base::Result<void> DelimitedReader::reject_long_line(Slice& slice) {
  reject(slice, "line_too_long", 0);
  slice.rejected.back().raw = raw_excerpt(stream_.window());
  while (true) {
    const auto line_end = stream_.window().find(shape_.dialect.line_end);
    if (line_end != std::string_view::npos) {
      stream_.consume(line_end + 1);
      return {};
    }
    stream_.discard();
    suspects_.reset();
    if (stream_.at_end()) return {};
    if (const auto grown = stream_.grow(); !grown) return grown;
  }
}

}  // namespace aftercare::intake
