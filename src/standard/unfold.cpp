#include "standard/unfold.hpp"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace aftercare::standard {
namespace {

namespace ondemand = simdjson::ondemand;

// A cell that unfolds to more is no list of items.
constexpr std::size_t kMostElements = 10'000;
constexpr std::size_t kMostUnfoldedColumns = 4096;

std::string_view without_end_space(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// One level of arrays.
class Unfolder {
 public:
  Unfolder(const records::RawBatch& raw, std::string_view column, bool keep_empty,
           records::Arena& arena)
      : raw_(raw), prefix_(std::string(column) + "[]"), keep_empty_(keep_empty), arena_(arena) {
    array_ = Header(raw.columns).find(column);
    for (const auto& name : raw.columns) columns_.push_back(name);
    for (std::size_t i = 0; i < columns_.size(); ++i) index_.try_emplace(columns_[i], i);
  }

  bool done_before() const {
    return std::ranges::any_of(raw_.columns, [this](const std::string& name) {
      return name == prefix_ || name.starts_with(prefix_ + ".");
    });
  }

  records::RawBatch run() {
    for (std::uint32_t row = 0; row < raw_.rows(); ++row) {
      const auto cell = array_ < 0
                            ? std::string_view()
                            : without_end_space(raw_.cell(row, static_cast<std::size_t>(array_)));
      if (cell.empty() || cell == "null" || cell == "[]") {
        if (keep_empty_) add_row(row);
      } else if (!unfold_cell(row, cell)) {
        add_row(row);
        set(prefix_, cell);
      }
    }
    return table();
  }

 private:
  struct Row {
    std::uint32_t parent = 0;
    std::vector<std::pair<std::size_t, std::string_view>> cells;  // Column, text.
  };

  void add_row(std::uint32_t parent) { rows_.push_back({parent, {}}); }

  void set(const std::string& name, std::string_view text) {
    auto known = index_.find(name);
    if (known == index_.end()) {
      if (columns_.size() >= kMostUnfoldedColumns) return;
      known = index_.emplace(name, columns_.size()).first;
      columns_.push_back(name);
    }
    rows_.back().cells.emplace_back(known->second, text);
  }

  // False if the cell is no JSON array or object; then no row was added.
  bool unfold_cell(std::uint32_t row, std::string_view cell) {
    const simdjson::padded_string text(cell);
    const auto before = rows_.size();
    ondemand::document document;
    ondemand::value value;
    if (parser_.iterate(text).get(document) || document.get_value().get(value)) return false;
    ondemand::array array;
    bool good = true;
    if (!value.get_array().get(array)) {
      for (simdjson::simdjson_result<ondemand::value> found : array) {
        ondemand::value element;
        if (std::move(found).get(element) || rows_.size() - before >= kMostElements) {
          good = false;
          break;
        }
        add_row(row);
        std::string path = prefix_;
        if (!(good = read(element, path))) break;
      }
    } else {
      ondemand::object object;
      good = !value.get_object().get(object);
      if (good) {
        add_row(row);
        std::string path = prefix_;
        good = read_object(object, path);
      }
    }
    if (!good) rows_.resize(before);
    return good;
  }

  bool read(ondemand::value& value, std::string& path) {
    ondemand::json_type type;
    if (value.type().get(type)) return false;
    std::string_view text;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        return !value.get_object().get(object) && read_object(object, path);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (value.get_array().get(array) || array.raw_json().get(text)) return false;
        set(path, arena_.keep(without_end_space(text)));
        return true;
      }
      case ondemand::json_type::string:
        if (value.get_string().get(text)) return false;
        set(path, arena_.keep(text));
        return true;
      case ondemand::json_type::null:
        return true;
      default:  // Its digits as they stand: an id may be longer than any number.
        set(path, arena_.keep(without_end_space(value.raw_json_token())));
        return true;
    }
  }

  bool read_object(ondemand::object& object, std::string& path) {
    const auto size = path.size();
    for (simdjson::simdjson_result<ondemand::field> found : object) {
      ondemand::field field;
      std::string_view key;
      if (std::move(found).get(field) || field.unescaped_key().get(key)) return false;
      path.resize(size);
      path.push_back('.');
      path.append(key);
      if (!read(field.value(), path)) return false;
    }
    path.resize(size);
    return true;
  }

  records::RawBatch table() {
    records::RawBatch table;
    const auto width = columns_.size(), own = raw_.columns.size();
    table.cells.resize(rows_.size() * width);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto& row = rows_[i];
      for (std::size_t column = 0; column < own; ++column)
        table.cells[i * width + column] = raw_.cell(row.parent, column);
      for (const auto& [column, text] : row.cells) table.cells[i * width + column] = text;
      table.origins.push_back(raw_.origins[row.parent]);
      table.repairs.push_back(row.parent < raw_.repairs.size() ? raw_.repairs[row.parent]
                                                               : records::TextRepair::none);
    }
    table.columns = std::move(columns_);
    table.keeps = raw_.keeps;
    return table;
  }

  const records::RawBatch& raw_;
  const std::string prefix_;
  const bool keep_empty_;
  records::Arena& arena_;
  int array_ = -1;
  ondemand::parser parser_;
  std::vector<std::string> columns_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<Row> rows_;
};

}  // namespace

Unfolded unfold(const records::RawBatch& raw, std::string_view array, bool keep_empty,
                records::Arena& arena) {
  Unfolded unfolded{raw, {}};
  for (std::size_t from = 1;;) {
    const auto end = array.find("[].", from);
    Unfolder level(unfolded.rows, array.substr(0, end), keep_empty, arena);
    if (!level.done_before()) {
      auto rows = level.run();
      unfolded.rows = std::move(rows);
    }
    if (end == array.npos) break;
    from = end + 1;
  }
  auto& groups = unfolded.groups;
  const auto& origins = unfolded.rows.origins;
  for (std::uint32_t row = 0; row < origins.size(); ++row) {
    if (row == 0 || origins[row].row != origins[row - 1].row) groups.push_back({row, row, true});
    groups.back().end = row + 1;
  }
  return unfolded;
}

}  // namespace aftercare::standard
