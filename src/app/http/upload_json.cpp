#include "app/http/upload_json.hpp"

#include <algorithm>

#include "app/http/answers.hpp"
#include "app/store_json.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

Json label_of(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json result_json(const pipeline::IngestedFile& file) {
  Json json = {{"file_id", file.file_id}, {"name", file.name},
               {"source", file.source},   {"entity", file.entity},
               {"mapping", file.mapping}, {"encoding", file.encoding},
               {"already", file.already}, {"ledger", to_json(file.ledger)}};
  if (file.error) json["error"] = error_json(*file.error);
  return json;
}

Json column_json(const pipeline::PreviewedColumn& column) {
  return {{"column", column.column},
          {"targets", column.fields},
          {"samples", column.samples},
          {"filled", column.filled},
          {"personal", column.personal},
          {"unread", column.unread},
          {"unread_samples", column.unread_samples}};
}

// What a person chose or may change: the field of each column, and why it was proposed.
void add_choice(const Proposal& proposal, const records::Entity* entity, Json& json) {
  for (auto& column : json["columns"]) {
    const auto name = column.at("column").get<std::string>();
    const auto chosen =
        std::ranges::find(proposal.choice->columns, name, &standard::ChosenColumn::column);
    const bool used = chosen != proposal.choice->columns.end();
    column["field"] = used ? chosen->field : "";
    if (used && !chosen->codes.empty()) column["codes"] = Json(Json::object());
    if (used)
      for (const auto& [word, code] : chosen->codes) column["codes"][word] = code;
    if (!proposal.suggestion) continue;
    const auto guess =
        std::ranges::find(proposal.suggestion->columns, name, &standard::ColumnSuggestion::column);
    if (guess == proposal.suggestion->columns.end()) continue;
    const auto& best = guess->choice;
    const auto main = json["entity"].get<std::string>();
    column["suggested"] =
        best.entity == main || best.field.empty() ? best.field : best.entity + "." + best.field;
    column["confidence"] = best.confidence;
    column["reason"] = {{"zh", best.reason.zh}, {"en", best.reason.en}};
    column["alternatives"] = Json::array();
    for (const auto& other : guess->alternatives)
      if (other.entity == main) column["alternatives"].push_back(other.field);
  }
  json["constants"] = Json::object();
  for (const auto& [field, value] : proposal.choice->constants) json["constants"][field] = value;
  json["missing"] = Json::array();
  if (entity != nullptr)
    for (const auto& [field, codes] : standard::missing_of(*proposal.choice, *entity))
      json["missing"].push_back({{"field", field}, {"codes", codes}});
}

Json outcome_json(const pipeline::Session& session, const pipeline::MappingPreview& preview) {
  Json json = {
      {"rows", preview.rows}, {"set_aside", preview.set_aside}, {"findings", Json::array()}};
  for (const auto& finding : preview.findings)
    json["findings"].push_back({{"rule", finding.rule},
                                {"field", finding.field},
                                {"sets_aside", finding.sets_aside},
                                {"count", finding.count},
                                {"label", label_of(session.finding_labels().of(finding.rule))}});
  return json;
}

tl::unexpected<base::Error> no_choice(std::string_view what, std::string_view what_zh) {
  return base::failure("not a choice of fields: " + std::string(what),
                       "字段选择的格式不对：" + std::string(what_zh));
}

// The texts of an object; false if one is none.
template <typename Use>
bool each_text(const nlohmann::json& json, const char* key, Use use) {
  const auto at = json.find(key);
  if (at == json.end()) return true;
  if (!at->is_object()) return false;
  for (const auto& [name, value] : at->items()) {
    if (!value.is_string()) return false;
    use(name, value.template get<std::string>());
  }
  return true;
}

}  // namespace

Json to_json(const UploadStatus& upload) {
  Json json = {{"id", upload_id(upload.file)},
               {"name", upload_name(upload.file)},
               {"bytes", upload.file.bytes},
               {"state", to_name(upload.state)},
               {"progress", {{"done", upload.bytes_done}, {"total", upload.bytes_total}}},
               {"results", Json::array()}};
  for (const auto& result : upload.results) json["results"].push_back(result_json(result));
  if (upload.error) json["error"] = error_json(*upload.error);
  return json;
}

Json dictionary_json(const records::Dictionary& dictionary) {
  Json entities = Json::array();
  for (const auto& entity : dictionary.entities()) {
    Json fields = Json::array();
    for (const auto& field : entity.fields) {
      if (field.derived) continue;
      Json codes = Json::array();
      for (const auto& code : field.codes)
        codes.push_back({{"code", code.code}, {"label", label_of(code.label)}});
      const bool key = std::ranges::find(entity.key, field.name) != entity.key.end();
      fields.push_back({{"name", field.name},
                        {"label", label_of(field.label)},
                        {"description", label_of(field.description)},
                        {"type", records::to_name(field.type)},
                        {"personal", field.personal != records::PersonalKind::none},
                        {"required", field.required},
                        {"key", key},
                        {"codes", std::move(codes)},
                        {"synonyms", field.synonyms}});
    }
    entities.push_back({{"name", entity.name},
                        {"label", label_of(entity.label)},
                        {"grain", label_of(entity.grain)},
                        {"fields", std::move(fields)}});
  }
  return {{"entities", std::move(entities)}};
}

base::Result<Json> proposal_json(const pipeline::Session& session, const pipeline::Stages& stages,
                                 const pipeline::FileSample& sample, const Proposal& proposal) {
  std::optional<standard::Mapping> chosen;
  const records::Entity* entity = nullptr;
  if (proposal.choice && !proposal.choice->entity.empty()) {
    auto mapping = standard::mapping_of(*proposal.choice, sample.rows, session.dictionary());
    if (!mapping) return base::failure_of(mapping);
    chosen = std::move(*mapping);
    entity = session.dictionary().entity(proposal.choice->entity);
  }
  const auto* mapping = proposal.known ? proposal.known.get() : chosen ? &*chosen : nullptr;
  const auto preview = pipeline::preview(session, stages, sample, mapping);
  if (!preview) return base::failure_of(preview);
  const auto& description = sample.description;
  Json json = {{"format", intake::to_name(description.format)},
               {"encoding", description.encoding},
               {"mapping", proposal.known ? Json{{"name", proposal.known->name},
                                                 {"label", label_of(proposal.known->label)}}
                                          : Json(nullptr)},
               {"entity", proposal.choice ? proposal.choice->entity
                          : mapping       ? mapping->entities.front().entity
                                          : ""},
               {"confidence", proposal.known        ? 1.0
                              : proposal.suggestion ? proposal.suggestion->confidence
                                                    : 0.0},
               {"columns", Json::array()}};
  for (const auto& column : preview->columns) json["columns"].push_back(column_json(column));
  if (!proposal.known && proposal.choice) add_choice(proposal, entity, json);
  json["outcome"] = outcome_json(session, *preview);
  return json;
}

base::Result<standard::Choice> choice_from_json(const nlohmann::json& json) {
  standard::Choice choice;
  const auto entity = json.find("entity");
  if (entity == json.end() || !entity->is_string())
    return no_choice("'entity' is missing", "缺少“entity”");
  choice.entity = entity->get<std::string>();
  if (!each_text(json, "fields", [&choice](const std::string& column, std::string field) {
        if (!field.empty()) choice.columns.push_back({column, std::move(field), {}});
      }))
    return no_choice("'fields' is no object of texts", "“fields”不是文本对象");
  if (!each_text(json, "constants", [&choice](const std::string& field, std::string value) {
        if (!value.empty()) choice.constants.emplace_back(field, std::move(value));
      }))
    return no_choice("'constants' is no object of texts", "“constants”不是文本对象");
  const auto codes = json.find("codes");
  if (codes == json.end()) return choice;
  if (!codes->is_object()) return no_choice("'codes' is no object", "“codes”不是对象");
  for (auto& column : choice.columns)
    if (!each_text(*codes, column.column.c_str(),
                   [&column](const std::string& word, std::string code) {
                     column.codes.emplace_back(word, std::move(code));
                   }))
      return no_choice("'codes' holds no texts", "“codes”的内容不是文本");
  return choice;
}

}  // namespace aftercare::app
