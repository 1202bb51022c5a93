#include "standard/suggested_mapping.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "standard/mapping_writer.hpp"

namespace aftercare::standard {
namespace {

/// A field of each entity out of the columns chosen for it; several are joined in order, parts
/// behind what they are part of.
std::vector<MappedField> fields_of(const std::vector<ColumnSuggestion>& columns,
                                   std::string_view entity) {
  std::vector<ColumnSuggestion> ordered = columns;
  std::ranges::stable_partition(ordered, [](const auto& column) { return !column.part; });
  std::vector<MappedField> fields;
  for (const auto& column : ordered) {
    if (column.choice.field.empty() || column.choice.entity != entity) continue;
    const auto known = std::ranges::find(fields, column.choice.field, &MappedField::field);
    if (known == fields.end()) {
      auto& mapped = fields.emplace_back();
      mapped.field = column.choice.field;
      mapped.origin = FromColumn{column.column};
      mapped.format = column.format;
      mapped.scale = column.scale;
    } else if (auto* join = std::get_if<FromJoin>(&known->origin)) {
      join->columns.push_back(column.column);
    } else {
      const auto first = std::get<FromColumn>(known->origin).column;
      known->origin = FromJoin{{first, column.column}, " ", false};
    }
  }
  return fields;
}

/// A line of an order, or a message of a case, that has no number of its own is numbered within
/// the adjacent rows of that order or case.
void count_rows(MappedEntity& entity, Mapping& mapping) {
  const auto column_of = [&](std::string_view field) -> std::string {
    const auto at = std::ranges::find(entity.fields, field, &MappedField::field);
    const auto* one = at == entity.fields.end() ? nullptr : std::get_if<FromColumn>(&at->origin);
    return one == nullptr ? std::string() : one->column;
  };
  const bool message = entity.entity == "message", line = entity.entity == "order_item";
  if (!message && !line) return;
  const std::string key = message ? "message_id" : "item_no";
  const auto group = column_of(message ? "case_id" : "order_id");
  if (group.empty() ||
      std::ranges::find(entity.fields, key, &MappedField::field) != entity.fields.end())
    return;
  mapping.group_by = group;
  auto& number = entity.fields.emplace_back();
  number.field = key;
  if (message)
    number.origin = FromJoin{{group, std::string(kPosition)}, "/", true};
  else
    number.origin = FromColumn{std::string(kPosition)};
}

/// A record for each element of an array; `key` is the row's own.
MappedEntity elements_of(const ArraySuggestion& array, const Origin& key) {
  MappedEntity elements{array.entity, false, {}, {}, array.column};
  elements.fields.emplace_back().field = array.reference;
  elements.fields.back().origin = key;
  auto columns = array.columns;
  for (auto& column : columns) column.column = array.column + "[]." + column.column;
  bool counted = array.counted.empty();
  for (auto& field : fields_of(columns, array.entity)) {
    if (field.field == array.reference) continue;  // The row says it.
    counted = counted || field.field == array.counted;
    elements.fields.push_back(std::move(field));
  }
  if (counted) return elements;
  auto& number = elements.fields.emplace_back();
  number.field = array.counted;
  const auto* const column = std::get_if<FromColumn>(&key);
  if (array.counted == array.entity + "_id" && column != nullptr)
    number.origin = FromJoin{{column->column, std::string(kPosition)}, "/", true};
  else
    number.origin = FromColumn{std::string(kPosition)};
  return elements;
}

}  // namespace

Mapping to_mapping(const Suggestion& suggestion, std::string_view name) {
  Mapping mapping;
  mapping.name = name.empty() ? "suggested_" + suggestion.entity : std::string(name);
  mapping.label = {"Suggested: " + suggestion.label.en, "建议：" + suggestion.label.zh};
  MappedEntity whole{suggestion.entity, false, {}, {}};
  for (const auto& [field, value] : suggestion.constants) {
    auto& mapped = whole.fields.emplace_back();
    mapped.field = field;
    mapped.origin = FromConstant{value};
  }
  for (auto& field : fields_of(suggestion.columns, suggestion.entity))
    whole.fields.push_back(field);
  std::string line;
  for (const auto& column : suggestion.columns) {
    if (column.choice.field.empty()) continue;
    mapping.recognised.push_back(column.column);
    if (column.choice.entity != suggestion.entity) line = column.choice.entity;
  }
  const auto key = std::ranges::find(whole.fields, suggestion.entity + "_id", &MappedField::field);
  const auto* key_column =
      key == whole.fields.end() ? nullptr : std::get_if<FromColumn>(&key->origin);
  if (line.empty() || key_column == nullptr) {
    count_rows(whole, mapping);
    mapping.entities.push_back(std::move(whole));
    for (const auto& array : suggestion.arrays)
      if (key_column != nullptr) {
        mapping.entities.push_back(elements_of(array, *key_column));
        mapping.recognised.push_back(array.column);
      }
    return mapping;
  }
  // Each row is a line; the adjacent lines of one key are the whole.
  MappedEntity lines{line, false, {}, {}};
  lines.fields.push_back(*key);
  for (auto& field : fields_of(suggestion.columns, line)) lines.fields.push_back(field);
  if (std::ranges::find(lines.fields, "item_no", &MappedField::field) == lines.fields.end()) {
    auto& number = lines.fields.emplace_back();
    number.field = "item_no";
    number.origin = FromColumn{std::string(kPosition)};
  }
  mapping.group_by = key_column->column;
  whole.per_group = true;
  mapping.entities.push_back(std::move(lines));
  mapping.entities.push_back(std::move(whole));
  return mapping;
}

std::string to_yaml(const Suggestion& suggestion) {
  std::string text = fmt::format(
      "# A suggestion, {:.0f} % sure. Check it, then keep it in the workspace under "
      "catalog/mappings/.\n# 建议，把握 {:.0f} %。请检查后保存到工作区的 catalog/mappings/ 下。\n",
      suggestion.confidence * 100, suggestion.confidence * 100);
  for (const auto& column : suggestion.columns) {
    const auto name = column.column.substr(0, column.column.find_first_of("\r\n"));
    const auto& choice = column.choice;
    text +=
        choice.field.empty()
            ? fmt::format("#   {}: {} / {}\n", name, choice.reason.en, choice.reason.zh)
            : fmt::format("#   {} -> {}.{}, {:.0f} %: {} / {}\n", name, choice.entity, choice.field,
                          choice.confidence * 100, choice.reason.en, choice.reason.zh);
  }
  for (const auto& array : suggestion.arrays)
    for (const auto& column : array.columns)
      if (!column.choice.field.empty())
        text += fmt::format("#   {}[].{} -> {}.{}, {:.0f} %: {} / {}\n", array.column,
                            column.column.substr(0, column.column.find_first_of("\r\n")),
                            array.entity, column.choice.field, column.choice.confidence * 100,
                            column.choice.reason.en, column.choice.reason.zh);
  text += to_yaml(to_mapping(suggestion));
  for (const auto& [field, codes] : suggestion.missing)
    text += fmt::format("      # {}:   still needed{} / 仍需填写\n", field,
                        codes.empty() ? "" : fmt::format(", one of {}", fmt::join(codes, ", ")));
  return text;
}

}  // namespace aftercare::standard
