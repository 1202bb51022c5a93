#include "standard/mapping.hpp"

#include <algorithm>

namespace aftercare::standard {
namespace {

void add_columns(const Origin& origin, std::vector<std::string>& to) {
  const auto add = [&to](const std::string& column) {
    if (column != kPosition && std::ranges::find(to, column) == to.end()) to.push_back(column);
  };
  if (const auto* one = std::get_if<FromColumn>(&origin)) add(one->column);
  if (const auto* join = std::get_if<FromJoin>(&origin)) std::ranges::for_each(join->columns, add);
  if (const auto* first = std::get_if<FromFirst>(&origin))
    std::ranges::for_each(first->columns, add);
}

// The column that leads to the array: of "packages[].items" it is "packages".
std::string array_column(const std::string& array) {
  return array.substr(0, array.find("[]"));
}

}  // namespace

std::vector<std::string> columns_of(const Mapping& mapping) {
  std::vector<std::string> columns, elements;
  if (!mapping.group_by.empty()) columns.push_back(mapping.group_by);
  for (const auto& entity : mapping.entities) {
    if (!entity.each.empty()) elements.push_back(array_column(entity.each) + "[]");
    if (!entity.each.empty()) add_columns(FromColumn{array_column(entity.each)}, columns);
    for (const auto& field : entity.fields) {
      add_columns(field.origin, columns);
      if (!field.plus_seconds.empty()) add_columns(FromColumn{field.plus_seconds}, columns);
      for (const auto& condition : {field.where, field.after, entity.when})
        if (condition) add_columns(FromColumn{condition->column}, columns);
    }
  }
  std::erase_if(columns, [&elements](const std::string& column) {
    return std::ranges::any_of(elements, [&](const auto& one) { return column.starts_with(one); });
  });
  return columns;
}

}  // namespace aftercare::standard
