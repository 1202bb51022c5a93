#include "intake/json_reader.hpp"

#include <algorithm>
#include <utility>

#include "intake/json_wrapping.hpp"
#include "intake/row_repair.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostJsonCells = 4'000'000;  // Of a slice.
constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

tl::unexpected<base::Error> array_cut_off() {
  return base::failure(base::ErrorKind::input, "the JSON is cut off before its array ends",
                       "JSON 不完整：数组没有结束");
}

}  // namespace

base::Result<std::unique_ptr<JsonReader>> JsonReader::open(TextStream stream,
                                                           FileDescription description,
                                                           Format format,
                                                           const OpenOptions& options) {
  const auto shape = shape_of_json(stream.window(), format);
  if (!shape)
    return base::failure(base::ErrorKind::input, "the JSON holds no array of objects",
                         "JSON 中没有对象数组");
  description.format = format;
  return std::unique_ptr<JsonReader>(
      new JsonReader(std::move(stream), std::move(description), *shape, options));
}

JsonReader::JsonReader(TextStream stream, FileDescription description, JsonShape shape,
                       const OpenOptions& options)
    : stream_(std::move(stream)), options_(options), shape_(shape) {
  description_ = std::move(description);
  description_.delimiter = '\0';
  description_.quoting = false;
  description_.has_header = false;
  look_around();
  learn_columns();
  description_.columns = rows_.columns();
}

void JsonReader::look_around() {
  if (!shape_.wrapped) return;
  auto wrapping =
      wrapping_of(stream_.window().substr(shape_.object), shape_.first_row - shape_.object);
  if (wrapping.record) shape_ = {.layout = JsonLayout::sequence, .first_row = shape_.object};
  beside_ = std::move(wrapping.fields);
  rows_.come_with(beside_);
}

void JsonReader::learn_columns() {
  auto text = stream_.window().substr(shape_.first_row);
  std::vector<std::string_view> cells;
  while (true) {
    const auto begin = text.find_first_not_of(" \t\r\n,");
    if (begin == text.npos) return;
    text.remove_prefix(begin);
    std::size_t size = 0;
    if (shape_.layout == JsonLayout::lines) {
      size = text.find('\n');
      if (size == text.npos && !stream_.at_end()) return;
      size = std::min(size, text.size());
    } else {
      JsonValueScanner scanner;
      const auto end = scanner.find_end(text);
      if (!end) return;
      size = *end;
    }
    CellArena arena;
    cells.clear();
    rows_.read(without_mark(text.substr(0, size)), 0, kMostJsonCells, cells, arena);
    text.remove_prefix(size);
  }
}

base::Result<bool> JsonReader::fill(Slice& slice, const SliceLimits& limits) {
  stream_.start(limits.bytes + options_.longest_record + 2 * base::Decoder::room_for(1 << 18));
  if (stream_.position() == 0) stream_.consume(shape_.first_row);
  const auto arena = std::make_shared<CellArena>();
  row_begins_.clear();
  const auto begin = stream_.position();
  while (slice.records < limits.records && stream_.position() - begin < limits.bytes &&
         slice.batch.cells.size() < kMostJsonCells && !array_ended_) {
    const auto record = find_record();
    if (!record) return failure_of(record);
    if (record->kind == Record::Kind::none) break;
    if (record->kind == Record::Kind::array_end) {
      array_ended_ = true;
      if (const auto checked = expect_no_more_rows(); !checked) return failure_of(checked);
    } else if (record->kind == Record::Kind::too_long) {
      if (const auto passed = pass_long_record(slice, record->size); !passed)
        return failure_of(passed);
    } else if (record->kind == Record::Kind::blank) {
      ++slice.blanks, ++slice.records, ++records_read_;
      stream_.consume(record->size);
    } else if (!take_value(slice, record->size, *arena)) {
      break;
    }
  }
  make_rectangular(slice);
  slice.batch.keeps = {stream_.keep(), arena};
  slice.bytes_consumed = stream_.source().consumed();
  if (const auto encoding = base::to_name(stream_.encoding()); description_.encoding != encoding)
    description_.encoding = encoding;  // It showed late.
  return slice.records > 0;
}

base::Result<JsonReader::Record> JsonReader::find_record() {
  return shape_.layout == JsonLayout::lines ? find_line() : find_element();
}

base::Result<JsonReader::Record> JsonReader::find_line() {
  std::size_t searched = 0;
  while (true) {
    const auto window = stream_.window();
    const auto feed = window.find('\n', searched);
    const bool whole = feed != window.npos || stream_.at_end();
    const auto size = feed == window.npos ? window.size() : feed + 1;
    if (size > options_.longest_record) return Record{Record::Kind::too_long, whole ? size : 0};
    if (whole) {
      if (size == 0) return Record{};
      const bool blank = skip_json_space(without_mark(window.substr(0, size)), 0) == window.npos;
      return Record{blank ? Record::Kind::blank : Record::Kind::value, size};
    }
    searched = window.size();
    if (const auto grown = stream_.grow(); !grown) return failure_of(grown);
  }
}

base::Result<JsonReader::Record> JsonReader::find_element() {
  const bool array = shape_.layout == JsonLayout::array;
  scanner_ = {};
  while (true) {
    const auto window = stream_.window();
    const auto begin = window.find_first_not_of(" \t\r\n,");
    if (begin != window.npos) {
      stream_.consume(begin);
      break;
    }
    stream_.consume(window.size());
    if (stream_.at_end()) return array ? base::Result<Record>(array_cut_off()) : Record{};
    if (const auto grown = stream_.grow(); !grown) return failure_of(grown);
  }
  if (array && stream_.window().front() == ']') {
    stream_.consume(1);
    return Record{Record::Kind::array_end};
  }
  while (true) {
    const auto end = scanner_.find_end(stream_.window());
    const auto size = end.value_or(stream_.window().size());
    if (size > options_.longest_record) return Record{Record::Kind::too_long, end.value_or(0)};
    if (end) return Record{Record::Kind::value, size};
    if (stream_.at_end())
      return array ? base::Result<Record>(array_cut_off()) : Record{Record::Kind::value, size};
    if (const auto grown = stream_.grow(); !grown) return failure_of(grown);
  }
}

bool JsonReader::take_value(Slice& slice, std::size_t size, CellArena& arena) {
  auto& batch = slice.batch;
  const auto first_cell = batch.cells.size();
  const auto text = without_mark(stream_.window().substr(0, size));
  switch (rows_.read(text, batch.rows(), kMostJsonCells, batch.cells, arena)) {
    case JsonRowReader::State::full:
      return false;
    case JsonRowReader::State::bad:
      reject(slice, "bad_json", size);
      return true;
    case JsonRowReader::State::too_many_columns:
      reject(slice, "column_count", size);
      return true;
    case JsonRowReader::State::row:
      break;
  }
  auto repair = records::TextRepair::none;
  if (repair_row({batch.cells.data() + first_cell, batch.cells.size() - first_cell}, arena))
    repair = records::TextRepair::double_encoded;
  if (stream_.replaced_within(size)) repair = records::TextRepair::replaced_invalid;
  row_begins_.push_back(first_cell);
  batch.repairs.push_back(repair);
  batch.origins.push_back({++records_read_, stream_.byte_offset()});
  ++slice.records;
  stream_.consume(size);
  return true;
}

void JsonReader::reject(Slice& slice, std::string_view reason, std::size_t size) {
  slice.rejected.push_back({{++records_read_, stream_.byte_offset()},
                            std::string(reason),
                            std::string(raw_excerpt(stream_.window().substr(0, size)))});
  ++slice.records;
  stream_.consume(size);
}

base::Result<void> JsonReader::pass_long_record(Slice& slice, std::size_t size) {
  reject(slice, "line_too_long", size);
  if (size > 0) return {};
  slice.rejected.back().raw = raw_excerpt(stream_.window());
  const bool lines = shape_.layout == JsonLayout::lines;
  while (true) {
    const auto window = stream_.window();
    if (lines) {
      if (const auto feed = window.find('\n'); feed != window.npos) {
        stream_.consume(feed + 1);
        return {};
      }
    } else if (const auto end = scanner_.find_end(window)) {
      stream_.consume(*end);
      return {};
    }
    stream_.discard();
    scanner_.forget();
    if (stream_.at_end()) {
      if (shape_.layout == JsonLayout::array) return array_cut_off();
      return {};
    }
    if (const auto grown = stream_.grow(); !grown) return grown;
  }
}

base::Result<void> JsonReader::expect_no_more_rows() {
  bool in_text = false, escaped = false, opened = false;
  while (true) {
    for (const char byte : stream_.window()) {
      if (in_text) {
        in_text = escaped || byte != '"';
        escaped = !escaped && byte == '\\';
        continue;
      }
      if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') continue;
      if (!shape_.wrapped || (opened && byte == '{'))
        return base::failure(base::ErrorKind::input,
                             "the JSON goes on behind its array of objects: only one can be read",
                             "JSON 在对象数组之后还有内容：只能读取一个对象数组");
      in_text = byte == '"';
      opened = byte == '[';
    }
    if (stream_.at_end()) break;
    stream_.consume(stream_.window().size());
    if (const auto grown = stream_.grow(); !grown) return grown;
  }
  stream_.consume(stream_.window().size());
  return {};
}

void JsonReader::make_rectangular(Slice& slice) const {
  auto& batch = slice.batch;
  batch.columns = rows_.columns();
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
