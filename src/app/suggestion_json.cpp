#include "app/suggestion_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "standard/mapping_file.hpp"
#include "standard/suggested_mapping.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

Json text_json(const base::Message& message) {
  return {{"zh", message.zh}, {"en", message.en}};
}
Json text_json(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

/// The label of a field; both texts empty if there is none.
Json field_label(const records::Dictionary& dictionary, const standard::FieldChoice& choice) {
  const auto* entity = dictionary.entity(choice.entity);
  const auto* field = entity == nullptr ? nullptr : entity->field(choice.field);
  return text_json(field == nullptr ? records::Label{} : field->label);
}

Json choice_json(const records::Dictionary& dictionary, const standard::FieldChoice& choice) {
  return {{"entity", choice.entity},
          {"field", choice.field},
          {"label", field_label(dictionary, choice)},
          {"confidence", choice.confidence},
          {"name_score", choice.name},
          {"value_score", choice.values},
          {"reason", text_json(choice.reason)}};
}

/// Everything a source may fill.
Json fields_json(const records::Dictionary& dictionary) {
  Json entities = Json::object();
  for (const auto& entity : dictionary.entities()) {
    auto& list = entities[entity.name] = Json::array();
    for (const auto& field : entity.fields)
      if (!field.derived)
        list.push_back({{"field", field.name},
                        {"label", text_json(field.label)},
                        {"type", records::to_name(field.type)},
                        {"required", field.required}});
  }
  return entities;
}

tl::unexpected<base::Error> wrong_form(std::string_view key) {
  return base::failure(fmt::format("not of the form of an approved mapping: {}", key),
                       fmt::format("不是已确认映射的格式：{}", key));
}

/// A text under a key; empty if absent or null. Sets `wrong` if something else stands there.
std::string text_under(const Json& map, const char* key, bool& wrong) {
  const auto at = map.find(key);
  if (at == map.end() || at->is_null()) return {};
  if (!at->is_string()) {
    wrong = true;
    return {};
  }
  return at->get<std::string>();
}

Json column_json(const standard::ColumnSuggestion& column, const records::Dictionary& dictionary) {
  Json one = {{"column", column.column}, {"samples", column.samples}};
  one.update(choice_json(dictionary, column.choice));
  one["format"] = column.format;
  one["scale"] = column.scale;
  one["alternatives"] = Json::array();
  for (const auto& other : column.alternatives)
    one["alternatives"].push_back(choice_json(dictionary, other));
  return one;
}

Json arrays_json(const standard::Suggestion& suggestion, const records::Dictionary& dictionary) {
  auto arrays = Json::array();
  for (const auto& array : suggestion.arrays) {
    auto columns = Json::array();
    for (const auto& column : array.columns) columns.push_back(column_json(column, dictionary));
    arrays.push_back({{"column", array.column},
                      {"entity", array.entity},
                      {"label", text_json(dictionary.entity(array.entity)->label)},
                      {"confidence", array.confidence},
                      {"reference", array.reference},
                      {"counted", array.counted},
                      {"columns", std::move(columns)}});
  }
  return arrays;
}

/// The columns of a form under "columns" that have a field; `entity` where they name none.
base::Result<std::vector<standard::ColumnSuggestion>> columns_under(const Json& form,
                                                                    const std::string& entity) {
  const auto columns = form.find("columns");
  if (columns == form.end() || !columns->is_array()) return wrong_form("columns");
  std::vector<standard::ColumnSuggestion> list;
  bool wrong = false;
  for (const auto& each : *columns) {
    if (!each.is_object()) return wrong_form("columns");
    standard::ColumnSuggestion column;
    column.column = text_under(each, "column", wrong);
    column.choice.field = text_under(each, "field", wrong);
    column.choice.entity = text_under(each, "entity", wrong);
    column.format = text_under(each, "format", wrong);
    if (const auto scale = each.find("scale"); scale != each.end()) {
      wrong = wrong || !scale->is_number();
      if (!wrong) column.scale = scale->get<double>();
    }
    if (wrong || column.column.empty()) return wrong_form("columns");
    if (column.choice.entity.empty()) column.choice.entity = entity;
    if (!column.choice.field.empty()) list.push_back(std::move(column));
  }
  return list;
}

base::Result<std::vector<standard::ArraySuggestion>> arrays_under(const Json& form) {
  std::vector<standard::ArraySuggestion> list;
  const auto arrays = form.find("arrays");
  if (arrays == form.end()) return list;
  if (!arrays->is_array()) return wrong_form("arrays");
  bool wrong = false;
  for (const auto& each : *arrays) {
    if (!each.is_object()) return wrong_form("arrays");
    standard::ArraySuggestion array;
    array.column = text_under(each, "column", wrong);
    array.entity = text_under(each, "entity", wrong);
    array.reference = text_under(each, "reference", wrong);
    array.counted = text_under(each, "counted", wrong);
    if (wrong || array.column.empty() || array.entity.empty() || array.reference.empty())
      return wrong_form("arrays");
    auto columns = columns_under(each, array.entity);
    if (!columns) return base::failure_of(columns);
    array.columns = std::move(*columns);
    list.push_back(std::move(array));
  }
  return list;
}

}  // namespace

Json suggestion_json(const standard::Suggestion& suggestion, const standard::Catalog& catalog,
                     const standard::Mapping* recognised) {
  const auto& dictionary = catalog.dictionary();
  Json json = {
      {"recognised", recognised == nullptr ? Json(nullptr) : Json(recognised->name)},
      {"entity", recognised == nullptr ? suggestion.entity : recognised->entities.front().entity},
      {"label", text_json(suggestion.label)},
      {"confidence", recognised == nullptr ? suggestion.confidence : 1.0},
      {"covered", recognised != nullptr || suggestion.covered},
      {"missing", Json::array()},
      {"constants", Json::object()},
      {"rivals", Json::array()},
      {"columns", Json::array()}};
  for (const auto& [field, codes] : suggestion.missing)
    json["missing"].push_back({{"field", field}, {"codes", codes}});
  for (const auto& [field, value] : suggestion.constants) json["constants"][field] = value;
  for (const auto& rival : suggestion.rivals)
    json["rivals"].push_back(
        {{"entity", rival.entity}, {"label", text_json(rival.label)}, {"score", rival.score}});
  for (const auto& column : suggestion.columns)
    json["columns"].push_back(column_json(column, dictionary));
  json["arrays"] = arrays_json(suggestion, dictionary);
  json["fields"] = fields_json(dictionary);
  return json;
}

base::Result<standard::Mapping> approved_mapping(const Json& approved) {
  if (!approved.is_object()) return wrong_form("{}");
  bool wrong = false;
  standard::Suggestion suggestion;
  const auto name = text_under(approved, "name", wrong);
  suggestion.entity = text_under(approved, "entity", wrong);
  const auto source = text_under(approved, "source", wrong);
  const auto zone = text_under(approved, "zone", wrong);
  if (wrong || suggestion.entity.empty()) return wrong_form("name, entity, source, zone");
  auto columns = columns_under(approved, suggestion.entity);
  if (!columns) return base::failure_of(columns);
  suggestion.columns = std::move(*columns);
  auto arrays = arrays_under(approved);
  if (!arrays) return base::failure_of(arrays);
  suggestion.arrays = std::move(*arrays);
  if (const auto constants = approved.find("constants"); constants != approved.end()) {
    if (!constants->is_object()) return wrong_form("constants");
    for (const auto& [field, value] : constants->items()) {
      if (!value.is_string()) return wrong_form("constants");
      suggestion.constants.emplace_back(field, value.get<std::string>());
    }
  }
  auto mapping = standard::to_mapping(suggestion, name);
  mapping.label = {mapping.name, mapping.name};
  if (const auto label = approved.find("label"); label != approved.end()) {
    if (!label->is_object()) return wrong_form("label");
    const auto zh = text_under(*label, "zh", wrong), en = text_under(*label, "en", wrong);
    if (wrong) return wrong_form("label");
    if (!zh.empty() && !en.empty()) mapping.label = {en, zh};
  }
  mapping.source = source;
  mapping.zone = zone;
  return mapping;
}

base::Result<std::filesystem::path> save_approved(const Json& approved,
                                                  const standard::Catalog& catalog,
                                                  const std::filesystem::path& workspace) {
  const auto mapping = approved_mapping(approved);
  if (!mapping) return base::failure_of(mapping);
  return standard::save_mapping(*mapping, workspace / "catalog" / "mappings", catalog.dictionary());
}

}  // namespace aftercare::app
