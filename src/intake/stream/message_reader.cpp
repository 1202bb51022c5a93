#include "intake/stream/message_reader.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/decoder.hpp"
#include "base/utf8.hpp"
#include "intake/cell_arena.hpp"
#include "intake/json_row.hpp"
#include "intake/json_scan.hpp"
#include "intake/row_repair.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostMessageCells = 4'000'000;
constexpr std::size_t kPadding = 64;  // Readable behind JSON, as its parser needs.
constexpr std::string_view kJsonSpace = " \t\r\n";

// The fields of one line of CSV; nothing if a quote stays open.
std::optional<std::vector<std::string>> fields_of_line(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char one = line[at];
    if (quoted && one == '"' && at + 1 < line.size() && line[at + 1] == '"')
      fields.back() += line[++at];
    else if (one == '"' && (quoted || fields.back().empty()))
      quoted = !quoted;
    else if (one == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += one;
  }
  if (quoted) return std::nullopt;
  return fields;
}

class MessageReader final : public Reader {
 public:
  MessageReader(std::string name, std::vector<KafkaMessage> messages, const MessageShape& shape)
      : messages_(std::move(messages)), shape_(shape) {
    description_.name = std::move(name);
    description_.format = Format::kafka;
    description_.encoding = "UTF-8";
    description_.has_header = false;
    for (auto& message : messages_) description_.size += message.value.size();
  }

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override {
    arena_ = std::make_shared<CellArena>();
    begins_.clear();
    std::size_t bytes = 0;
    // A message is never cut: its rows have one offset.
    for (; at_ < messages_.size() && slice.records < limits.records && bytes < limits.bytes;
         ++at_) {
      bytes += messages_[at_].value.size();
      take(slice, messages_[at_]);
    }
    make_rectangular(slice);
    slice.batch.keeps.push_back(arena_);
    slice.bytes_consumed = bytes_ += bytes;
    return slice.records > 0;
  }

 private:
  void take(Slice& slice, const KafkaMessage& message) {
    const auto offset = static_cast<std::uint64_t>(message.offset);
    auto repair = records::TextRepair::none;
    std::string mended;
    std::string_view value = message.value;
    if (!base::is_utf8(value)) {
      const auto detection = base::detect_encoding(value);
      mended = base::decode_text(detection ? detection->encoding : base::Encoding::utf8, value);
      value = mended;
      if (value.find("\xEF\xBF\xBD") != value.npos) repair = records::TextRepair::replaced_invalid;
    }
    if (message.empty || value.find_first_not_of(kJsonSpace) == value.npos) {
      ++slice.blanks, ++slice.records, ++records_read_;
      return;
    }
    std::uint64_t row = 0;
    if (!shape_.columns.empty())
      take_line(slice, value, {offset, row}, repair);
    else
      for (const auto object : objects_in(value))
        take_object(slice, object, {offset, row++}, repair);
  }

  // The whole value, the elements of its array, or its lines.
  static std::vector<std::string_view> objects_in(std::string_view value) {
    const auto begin = skip_json_space(value, 0);
    value = value.substr(begin, value.find_last_not_of(kJsonSpace) + 1 - begin);
    JsonValueScanner whole;
    if (value.front() == '{' && whole.find_end(value) == value.size()) return {value};
    std::vector<std::string_view> objects;
    const bool array = value.front() == '[' && value.back() == ']';
    auto rest = array ? value.substr(1, value.size() - 2) : value;
    while (!rest.empty()) {
      const auto next = rest.find_first_not_of(array ? " \t\r\n," : kJsonSpace);
      if (next == rest.npos) break;
      rest.remove_prefix(next);
      std::size_t size = rest.size();
      if (array) {
        JsonValueScanner scanner;
        size = scanner.find_end(rest).value_or(rest.size());
      } else {
        size = std::min(rest.find('\n'), rest.size());
      }
      size = std::max<std::size_t>(size, 1);
      objects.push_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    if (objects.empty()) objects.push_back(value);  // An empty array is no row: it is told.
    return objects;
  }

  void take_object(Slice& slice, std::string_view object, records::RowOrigin origin,
                   records::TextRepair repair) {
    auto& batch = slice.batch;
    char* const room = arena_->room(object.size() + kPadding);
    std::ranges::copy(object, room);
    std::fill_n(room + object.size(), kPadding, ' ');
    const auto first = batch.cells.size();
    const auto state =
        rows_.read({room, object.size()}, batch.rows(), kMostMessageCells, batch.cells, *arena_);
    if (state != JsonRowReader::State::row)
      return reject(slice, state == JsonRowReader::State::bad ? "bad_json" : "column_count", object,
                    origin);
    finish_row(slice, first, origin, repair);
  }

  void take_line(Slice& slice, std::string_view line, records::RowOrigin origin,
                 records::TextRepair repair) {
    const auto fields = fields_of_line(line);
    if (!fields) return reject(slice, "unclosed_quote", line, origin);
    if (fields->size() != shape_.columns.size()) return reject(slice, "column_count", line, origin);
    const auto first = slice.batch.cells.size();
    for (const auto& field : *fields) slice.batch.cells.push_back(arena_->keep(field));
    finish_row(slice, first, origin, repair);
  }

  void finish_row(Slice& slice, std::size_t first, records::RowOrigin origin,
                  records::TextRepair repair) {
    begins_.push_back(first);
    slice.batch.origins.push_back(origin);
    slice.batch.repairs.push_back(repair);
    ++slice.records, ++records_read_;
  }

  void reject(Slice& slice, std::string_view reason, std::string_view raw,
              records::RowOrigin origin) {
    slice.rejected.push_back({origin, std::string(reason), std::string(raw_excerpt(raw))});
    ++slice.records, ++records_read_;
  }

  // Later objects may have brought columns.
  void make_rectangular(Slice& slice) {
    auto& batch = slice.batch;
    batch.columns = shape_.columns.empty() ? rows_.columns() : shape_.columns;
    description_.columns = batch.columns;
    const auto width = batch.columns.size();
    if (batch.cells.size() == batch.rows() * width) return;
    std::vector<std::string_view> cells(batch.rows() * width);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      const auto end = row + 1 < batch.rows() ? begins_[row + 1] : batch.cells.size();
      std::copy(batch.cells.begin() + static_cast<std::ptrdiff_t>(begins_[row]),
                batch.cells.begin() + static_cast<std::ptrdiff_t>(end),
                cells.begin() + static_cast<std::ptrdiff_t>(row * width));
    }
    batch.cells = std::move(cells);
  }

  std::vector<KafkaMessage> messages_;
  MessageShape shape_;
  std::size_t at_ = 0;
  std::uint64_t bytes_ = 0;
  JsonRowReader rows_;
  std::shared_ptr<CellArena> arena_;
  std::vector<std::size_t> begins_;  // Of this slice's rows in its cells.
};

}  // namespace

std::unique_ptr<Reader> open_messages(std::string name, std::vector<KafkaMessage> messages,
                                      const MessageShape& shape) {
  return std::make_unique<MessageReader>(std::move(name), std::move(messages), shape);
}

}  // namespace aftercare::intake
