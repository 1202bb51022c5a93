#include "standard/choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "standard/suggested_mapping.hpp"
#include "standard/value_profile.hpp"

namespace aftercare::standard {
namespace {

bool is_filled(const Choice& choice, std::string_view field) {
  return std::ranges::find(choice.columns, field, &ChosenColumn::field) != choice.columns.end() ||
         std::ranges::any_of(choice.constants,
                             [field](const auto& each) { return each.first == field; });
}

bool is_of_time(const records::Field& field) {
  return field.type == records::FieldType::moment || field.type == records::FieldType::day;
}

base::Result<void> filled_twice(const records::Field& field) {
  return base::failure(
      fmt::format("two columns fill one field: '{}'. Leave one of them out", field.label.en),
      fmt::format("有两列填写同一字段“{}”，请去掉其中一列", field.label.zh));
}

// Of two columns of one moment the one that holds times of the clock follows the one of days.
base::Result<void> join_clock(std::vector<ColumnSuggestion>& columns, const records::Field& field,
                              const records::RawBatch& sample) {
  const auto fills = [&last = columns.back()](const ColumnSuggestion& column) {
    return column.choice.entity == last.choice.entity && column.choice.field == last.choice.field;
  };
  if (std::ranges::count_if(columns, fills) == 1) return {};
  if (std::ranges::count_if(columns, fills) > 2) return filled_twice(field);
  auto& first = *std::ranges::find_if(columns, fills);
  const auto profile = [&sample](const ColumnSuggestion& column) {
    const auto at = std::ranges::find(sample.columns, column.column);
    return profile_of(sample, static_cast<std::size_t>(at - sample.columns.begin()));
  };
  const auto one = profile(first), other = profile(columns.back());
  if (are_day_and_clock(one, other))
    columns.back().part = true;
  else if (are_day_and_clock(other, one))
    first.part = true;
  else
    return filled_twice(field);
  return {};
}

base::Result<const records::Field*> field_to_fill(const records::Entity& entity,
                                                  const std::string& name,
                                                  std::set<std::string>& filled) {
  const auto* field = entity.field(name);
  if (field == nullptr || field->derived)
    return base::failure(
        fmt::format("no field of {} that a column can fill: '{}'", entity.name, name),
        fmt::format("{} 没有可由列填写的字段“{}”", entity.label.zh, name));
  const bool joined = field->type == records::FieldType::text || is_of_time(*field);
  if (!filled.insert(entity.name + "." + name).second && !joined)
    return base::failure_of(filled_twice(*field));
  return field;
}

base::Result<void> check_code(const records::Field& field, const std::string& code) {
  if (field.codes.empty() ||
      std::ranges::find(field.codes, code, &records::Code::code) != field.codes.end())
    return {};
  return base::failure(fmt::format("not in the code list of {}: '{}'", field.name, code),
                       fmt::format("“{}”的代码表中没有“{}”", field.label.zh, code));
}

// As a choice writes a field: with its entity if that is another.
std::string written_field(const FieldChoice& field, std::string_view main) {
  return field.entity == main ? field.field : field.entity + "." + field.field;
}

// "order_item.name", or a field of the main entity.
std::pair<std::string, std::string> entity_and_field(const std::string& written,
                                                     const std::string& main) {
  const auto dot = written.find('.');
  if (dot == written.npos) return {main, written};
  return {written.substr(0, dot), written.substr(dot + 1)};
}

void set_codes(Mapping& mapping, const FieldChoice& field,
               const std::vector<std::pair<std::string, std::string>>& codes) {
  for (auto& entity : mapping.entities)
    for (auto& mapped : entity.fields)
      if (entity.entity == field.entity && mapped.field == field.field) mapped.codes = codes;
}

}  // namespace

Choice to_choice(const Suggestion& suggestion) {
  Choice choice;
  choice.entity = suggestion.entity;
  for (const auto& column : suggestion.columns)
    if (!column.choice.field.empty())
      choice.columns.push_back(
          {column.column, written_field(column.choice, suggestion.entity), {}, column.scale});
  choice.constants = suggestion.constants;
  choice.arrays = suggestion.arrays;
  return choice;
}

void take_units(const Suggestion& suggestion, Choice& choice) {
  for (auto& chosen : choice.columns)
    for (const auto& column : suggestion.columns)
      if (column.column == chosen.column &&
          written_field(column.choice, suggestion.entity) == chosen.field)
        chosen.scale = column.scale;
  if (choice.entity != suggestion.entity) return;
  choice.arrays = suggestion.arrays;
  std::erase_if(choice.arrays, [&choice](const ArraySuggestion& array) {
    return std::ranges::any_of(choice.columns, [&array](const ChosenColumn& chosen) {
      return chosen.column == array.column || chosen.field.starts_with(array.entity + ".");
    });
  });
}

std::vector<std::pair<std::string, std::vector<std::string>>> missing_of(
    const Choice& choice, const records::Entity& entity) {
  const bool by_content = std::ranges::any_of(entity.same_if, [&](const std::string& name) {
    const auto* field = entity.field(name);
    return field != nullptr && field->pii == records::PiiClass::free_text &&
           is_filled(choice, name);
  });
  std::vector<std::pair<std::string, std::vector<std::string>>> missing;
  for (const auto& field : entity.fields) {
    const bool is_key = std::ranges::find(entity.key, field.name) != entity.key.end();
    if (!field.required && (!is_key || by_content)) continue;
    if (is_filled(choice, field.name)) continue;
    std::vector<std::string> codes;
    for (const auto& code : field.codes) codes.push_back(code.code);
    missing.emplace_back(field.name, std::move(codes));
  }
  return missing;
}

base::Result<Mapping> mapping_of(const Choice& choice, const records::RawBatch& sample,
                                 const records::Dictionary& dictionary) {
  const auto entity_named =
      [&dictionary](const std::string& name) -> base::Result<const records::Entity*> {
    if (const auto* entity = dictionary.entity(name)) return entity;
    return base::failure(fmt::format("no such entity: '{}'", name),
                         fmt::format("没有该实体：“{}”", name));
  };
  const auto main = entity_named(choice.entity);
  if (!main) return base::failure_of(main);
  Suggestion chosen;
  chosen.entity = choice.entity;
  chosen.label = (*main)->label;
  std::set<std::string> filled;
  for (const auto& [name, value] : choice.constants) {
    const auto field = field_to_fill(**main, name, filled);
    if (!field) return base::failure_of(field);
    if (auto known = check_code(**field, value); !known) return base::failure_of(known);
    chosen.constants.emplace_back(name, value);
  }
  for (const auto& one : choice.columns) {
    const auto [entity_name, field_name] = entity_and_field(one.field, choice.entity);
    const auto entity = entity_named(entity_name);
    if (!entity) return base::failure_of(entity);
    const auto field = field_to_fill(**entity, field_name, filled);
    if (!field) return base::failure_of(field);
    const auto at = std::ranges::find(sample.columns, one.column);
    if (at == sample.columns.end())
      return base::failure(fmt::format("the file has no column '{}'", one.column),
                           fmt::format("文件没有“{}”列", one.column));
    for (const auto& [word, code] : one.codes)
      if (auto known = check_code(**field, code); !known) return base::failure_of(known);
    auto& column = chosen.columns.emplace_back();
    column.column = one.column;
    column.choice.entity = entity_name;
    column.choice.field = field_name;
    column.scale = one.scale;
    if (!is_of_time(**field)) continue;
    column.format =
        profile_of(sample, static_cast<std::size_t>(at - sample.columns.begin())).date_format;
    if (auto joined = join_clock(chosen.columns, **field, sample); !joined)
      return base::failure_of(joined);
  }
  chosen.arrays = choice.arrays;
  auto mapping = to_mapping(chosen, "chosen_" + choice.entity);
  mapping.label = chosen.label;
  for (std::size_t i = 0; i < choice.columns.size(); ++i)
    if (!choice.columns[i].codes.empty())
      set_codes(mapping, chosen.columns[i].choice, choice.columns[i].codes);
  return mapping;
}

}  // namespace aftercare::standard
