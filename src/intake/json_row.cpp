#include "intake/json_row.hpp"

#include <simdjson.h>

#include <functional>
#include <unordered_map>
#include <utility>

namespace aftercare::intake {
namespace {

namespace ondemand = simdjson::ondemand;

std::string_view without_space_behind(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// The grammar of JSON's numbers.
bool is_json_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const auto begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool zero = at < text.size() && text[at] == '0';
  const auto whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.' && (++at, digits() == 0)) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

}  // namespace

struct JsonRowReader::Parser {
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  ondemand::parser objects;
  simdjson::dom::parser arrays;
  std::unordered_map<std::string, std::size_t, NameHash, std::equal_to<>> index;

  // Of the row being read.
  const std::vector<std::string>* columns = nullptr;
  std::string_view* cells = nullptr;
  CellArena* arena = nullptr;
  std::size_t expected = 0;  // Rows mostly bring their keys in the same order.
  std::string path;
  std::vector<std::pair<std::string, std::string_view>> unknown;

  void set(std::string_view name, std::string_view cell) {
    if (expected < columns->size() && (*columns)[expected] == name) {
      cells[expected++] = cell;
      return;
    }
    if (const auto known = index.find(name); known != index.end()) {
      cells[known->second] = cell;
      expected = known->second + 1;
      return;
    }
    unknown.emplace_back(name, cell);
  }

  bool read_scalar(ondemand::value& value, std::string_view name) {
    const auto token = without_space_behind(value.raw_json_token());
    if (token == "null") {
      set(name, {});
      return true;
    }
    if (token != "true" && token != "false" && !is_json_number(token)) return false;
    set(name, token);
    return true;
  }

  bool read_array(ondemand::value& value, std::string_view name) {
    ondemand::array array;
    std::string_view raw;
    if (value.get_array().get(array) || array.raw_json().get(raw)) return false;
    raw = without_space_behind(raw);
    // Its inside was skipped, not checked.
    if (arrays.parse(raw.data(), raw.size(), false).error()) return false;
    set(name, raw);
    return true;
  }

  bool read_value(ondemand::value& value, std::string_view name) {
    ondemand::json_type type;
    if (value.type().get(type)) return false;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (value.get_object().get(object)) return false;
        if (name.data() != path.data()) path = name;
        return read_object(object, path.size());
      }
      case ondemand::json_type::array:
        return read_array(value, name);
      case ondemand::json_type::string: {
        std::string_view text;
        if (value.get_string().get(text)) return false;
        set(name, arena->keep(text));
        return true;
      }
      default:
        return read_scalar(value, name);
    }
  }

  // The first `prefix` bytes of `path` name the object, unless it is the row itself.
  bool read_object(ondemand::object& object, std::size_t prefix) {
    for (simdjson::simdjson_result<ondemand::field> found : object) {
      ondemand::field field;
      std::string_view key;
      if (std::move(found).get(field) || field.unescaped_key().get(key)) return false;
      if (prefix > 0) {
        path.resize(prefix);
        path.push_back('.');
        path.append(key);
        key = path;
      }
      if (!read_value(field.value(), key)) return false;
    }
    return true;
  }

  bool read_row(std::string_view text) {
    const simdjson::padded_string_view padded(text.data(), text.size(),
                                              text.size() + simdjson::SIMDJSON_PADDING);
    ondemand::document document;
    ondemand::object object;
    if (objects.iterate(padded).get(document) || document.get_object().get(object)) return false;
    if (!read_object(object, 0)) return false;
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }
};

JsonRowReader::JsonRowReader() : parser_(std::make_unique<Parser>()) {}
JsonRowReader::~JsonRowReader() = default;
JsonRowReader::JsonRowReader(JsonRowReader&&) noexcept = default;
JsonRowReader& JsonRowReader::operator=(JsonRowReader&&) noexcept = default;

JsonRowReader::State JsonRowReader::read(std::string_view object, std::size_t rows,
                                         std::size_t most_cells,
                                         std::vector<std::string_view>& cells, CellArena& arena) {
  const auto begin = cells.size();
  const auto undo = [&](State state) {
    cells.resize(begin);
    return state;
  };
  cells.resize(begin + columns_.size());
  parser_->columns = &columns_;
  parser_->cells = cells.data() + begin;
  parser_->arena = &arena;
  parser_->expected = 0;
  parser_->unknown.clear();
  if (!parser_->read_row(object)) return undo(State::bad);
  if (beside_ != nullptr)
    for (const auto& [name, text] : *beside_) parser_->set(name, text);
  if (!parser_->unknown.empty()) {
    const auto width = columns_.size() + parser_->unknown.size();
    if (width > kMostColumns) return undo(State::too_many_columns);
    if (rows > 0 && (rows + 1) * width > most_cells) return undo(State::full);
  }
  for (auto& [name, cell] : parser_->unknown) {
    const auto [known, fresh] = parser_->index.try_emplace(name, columns_.size());
    if (fresh) {
      columns_.push_back(std::move(name));
      cells.push_back(cell);
    } else {
      cells[begin + known->second] = cell;
    }
  }
  return State::row;
}

}  // namespace aftercare::intake
