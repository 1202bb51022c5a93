// Each value is a letter for its type, its length, ':' and its text: "i2:42" "s6:广东" "n0:".

#include "quality/rules/counted_table.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace aftercare::quality {
namespace {

std::string typed_text(char type, std::string_view text) {
  return fmt::format("{}{}:{}", type, text.size(), text);
}

struct CellText {
  std::string operator()(std::monostate) const { return typed_text('n', ""); }
  std::string operator()(bool value) const { return typed_text('b', value ? "1" : "0"); }
  std::string operator()(std::int64_t value) const {
    return typed_text('i', fmt::format("{}", value));
  }
  std::string operator()(double value) const { return typed_text('r', fmt::format("{}", value)); }
  std::string operator()(const std::string& value) const { return typed_text('s', value); }
  std::string operator()(records::Day value) const {
    return typed_text('d', fmt::format("{}", value.time_since_epoch().count()));
  }
  std::string operator()(records::Moment value) const {
    return typed_text('m', fmt::format("{}", value.time_since_epoch().count()));
  }
};

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto done = std::from_chars(text.data(), text.data() + text.size(), number);
  return done.ec == std::errc() && done.ptr == text.data() + text.size();
}

bool read_cell(char type, std::string_view text, store::Cell& cell) {
  std::int64_t whole = 0;
  std::int32_t day = 0;
  double real = 0;
  switch (type) {
    case 'n':
      return cell = std::monostate(), text.empty();
    case 's':
      return cell = std::string(text), true;
    case 'r':  // What is no number has no place in the order of groups.
      return read_number(text, real) && !std::isnan(real) && (cell = real, true);
    case 'b':
      return read_number(text, whole) && (cell = whole != 0, true);
    case 'i':
      return read_number(text, whole) && (cell = whole, true);
    case 'd':
      return read_number(text, day) && (cell = records::Day{std::chrono::days{day}}, true);
    case 'm':
      return read_number(text, whole) &&
             (cell = records::Moment{std::chrono::microseconds{whole}}, true);
    default:
      return false;
  }
}

tl::unexpected<base::Error> not_readable() {
  return base::failure(base::ErrorKind::internal, "a kept state of rules cannot be read",
                       "无法读取保存的规则状态");
}

std::string text_of_values(const std::vector<store::Cell>& values) {
  std::string text;
  for (const auto& value : values) text += std::visit(CellText(), value);
  return text;
}

base::Result<std::vector<store::Cell>> values_in(std::string_view text) {
  std::vector<store::Cell> values;
  while (!text.empty()) {
    const auto colon = text.find(':');
    std::size_t size = 0;
    store::Cell cell;
    if (colon == text.npos || colon < 2 || !read_number(text.substr(1, colon - 1), size) ||
        size > text.size() - colon - 1 || !read_cell(text[0], text.substr(colon + 1, size), cell))
      return not_readable();
    values.push_back(std::move(cell));
    text.remove_prefix(colon + 1 + size);
  }
  return values;
}

}  // namespace

std::string text_of(const GroupCounts& groups) {
  std::vector<store::Cell> flat;
  for (const auto& [values, rows] : groups) {
    flat.emplace_back(text_of_values(values));
    flat.emplace_back(rows);
  }
  return text_of_values(flat);
}

base::Result<GroupCounts> groups_in(std::string_view text) {
  const auto flat = values_in(text);
  if (!flat) return base::failure_of(flat);
  GroupCounts groups;
  for (std::size_t i = 0; i + 1 < flat->size(); i += 2) {
    const auto* values = std::get_if<std::string>(&(*flat)[i]);
    const auto* rows = std::get_if<std::int64_t>(&(*flat)[i + 1]);
    if (values == nullptr || rows == nullptr) return not_readable();
    auto group = values_in(*values);
    if (!group) return base::failure_of(group);
    groups[std::move(*group)] = *rows;
  }
  if (flat->size() % 2 != 0) return not_readable();
  return groups;
}

}  // namespace aftercare::quality
