#include "app/same_json.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "metrics/answer_json.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using records::Viewer;

constexpr std::size_t kMostMembers = 200;
constexpr std::size_t kMostVerdicts = 500;

// What of a case tells voices apart.
constexpr std::array<std::string_view, 9> kCaseFields = {"channel",     "kind",     "opened_at",
                                                         "customer_id", "order_id", "product_id",
                                                         "rating",      "title",    "text"};

Json label_of_field(const pipeline::Session& session, const std::string& entity,
                    const std::string& name) {
  const auto* known = session.dictionary().entity(entity);
  const auto* field = known == nullptr ? nullptr : known->field(name);
  if (field == nullptr) return nullptr;
  return {{"zh", field->label.zh}, {"en", field->label.en}};
}

bool is_shown(const std::string& entity, const std::string& name) {
  if (entity == "customer") return name != "customer_id";
  return std::ranges::find(kCaseFields, name) != kCaseFields.end();
}

Json face_json(const pipeline::Session& session, const std::string& entity,
               const store::RecordFace& face) {
  Json json = {{"key", face.key}, {"source", face.source}, {"fields", Json::array()}};
  for (const auto& [name, value] : face.fields) {
    if (store::is_null(value) || !is_shown(entity, name)) continue;
    json["fields"].push_back({{"name", name},
                              {"label", label_of_field(session, entity, name)},
                              {"value", metrics::to_json(value)}});
  }
  return json;
}

using Faces = std::map<std::string, Json, std::less<>>;

base::Result<Faces> faces_by_key(const pipeline::Session& session, const Viewer& viewer,
                                 const std::string& entity, const std::vector<std::string>& keys) {
  const auto found = store::faces_of(session.store(), viewer, entity, keys);
  if (!found) return base::failure_of(found);
  Faces faces;
  for (const auto& face : *found) faces.emplace(face.key, face_json(session, entity, face));
  return faces;
}

Json face_or_key(const Faces& faces, const std::string& key) {
  const auto at = faces.find(key);
  return at != faces.end() ? at->second : Json{{"key", key}, {"fields", Json::array()}};
}

Json why_json(const pipeline::Session& session, const std::string& entity, const std::string& why) {
  auto json = Json::parse(why, nullptr, false);
  if (!json.is_object()) return nullptr;
  for (auto& field : json["fields"])
    field["label"] = label_of_field(session, entity, field.value("field", ""));
  return json;
}

Json pair_as_json(const pipeline::Session& session, const std::string& entity,
                  const store::ReviewPair& pair, const Faces& faces) {
  return {{"entity", entity},
          {"state", pair.state},
          {"score", pair.score ? Json(*pair.score) : Json(nullptr)},
          {"verdict", pair.verdict == 0 ? Json(nullptr) : Json(pair.verdict)},
          {"one", face_or_key(faces, pair.keys.first)},
          {"other", face_or_key(faces, pair.keys.second)},
          {"why", why_json(session, entity, pair.why)}};
}

Json verdict_json(const store::PairVerdict& verdict) {
  return {{"id", verdict.id},
          {"one", verdict.keys.first},
          {"other", verdict.keys.second},
          {"same", verdict.same},
          {"by", verdict.by},
          {"at", records::to_iso(verdict.at)},
          {"undone_by", verdict.undone_by.empty() ? Json(nullptr) : Json(verdict.undone_by)}};
}

}  // namespace

Json to_json(const pipeline::ComparedRecords& compared) {
  return {{"records", compared.records},   {"fresh", compared.fresh},
          {"compared", compared.compared}, {"groups", compared.groups},
          {"repeated", compared.repeated}, {"proposed", compared.proposed},
          {"changed", compared.changed}};
}

base::Result<Json> same_summary_json(const pipeline::Session& session, const Viewer& viewer) {
  Json json = Json::object();
  for (const auto* entity : {"customer", "case"}) {
    const auto so_far = store::compared_so_far(session.store(), viewer, entity);
    if (!so_far) return base::failure_of(so_far);
    const auto counts = store::group_counts(session.store(), viewer, entity);
    if (!counts) return base::failure_of(counts);
    const auto page = store::review_pairs(session.store(), viewer, {entity, ""}, 0, 0);
    if (!page) return base::failure_of(page);
    Json states = {{"proposed", 0}, {"joined", 0}, {"apart", 0}};
    for (const auto& [state, count] : page->states) states[state] = count;
    json[entity] = {
        {"compared_at", so_far->at ? Json(records::to_iso(*so_far->at)) : Json(nullptr)},
        {"records", so_far->records},
        {"waiting", so_far->waiting},
        {"groups", counts->groups},
        {"repeated", counts->repeated},
        {"states", std::move(states)}};
  }
  return json;
}

base::Result<Json> same_pairs_json(const pipeline::Session& session, const Viewer& viewer,
                                   const store::PairFilter& filter, std::uint64_t limit,
                                   std::uint64_t offset) {
  const auto page = store::review_pairs(session.store(), viewer, filter, limit, offset);
  if (!page) return base::failure_of(page);
  std::vector<std::string> keys;
  for (const auto& pair : page->pairs) {
    keys.push_back(pair.keys.first);
    keys.push_back(pair.keys.second);
  }
  const auto faces = faces_by_key(session, viewer, filter.entity, keys);
  if (!faces) return base::failure_of(faces);
  Json json = {{"entity", filter.entity},
               {"total", page->total},
               {"facets", {{"state", Json::array()}}},
               {"rows", Json::array()}};
  for (const auto& [state, count] : page->states)
    json["facets"]["state"].push_back({{"value", state}, {"count", count}});
  for (const auto& pair : page->pairs)
    json["rows"].push_back(pair_as_json(session, filter.entity, pair, *faces));
  return json;
}

base::Result<Json> same_pair_json(const pipeline::Session& session, const Viewer& viewer,
                                  const std::string& entity, const store::KeyPair& keys) {
  auto found = store::review_pair(session.store(), viewer, entity, keys);
  if (!found) return base::failure_of(found);
  const auto faces = faces_by_key(session, viewer, entity, {keys.first, keys.second});
  if (!faces) return base::failure_of(faces);
  if (!faces->contains(keys.first) || !faces->contains(keys.second)) return Json(nullptr);
  const auto ones = store::group_of(session.store(), viewer, entity, keys.first);
  if (!ones) return base::failure_of(ones);
  const auto others = store::group_of(session.store(), viewer, entity, keys.second);
  if (!others) return base::failure_of(others);
  if (!*found) {
    store::ReviewPair never;
    never.keys = keys;
    never.state = *ones == *others ? "joined" : "unlike";
    *found = never;
  }
  auto json = pair_as_json(session, entity, **found, *faces);
  json["one"]["group"] = *ones;
  json["other"]["group"] = *others;
  json["verdicts"] = Json::array();
  const auto verdicts = store::pair_verdicts(session.store(), viewer, entity, false);
  if (!verdicts) return base::failure_of(verdicts);
  for (const auto& verdict : *verdicts)
    if (verdict.keys == keys) json["verdicts"].push_back(verdict_json(verdict));
  return json;
}

base::Result<Json> same_group_json(const pipeline::Session& session, const Viewer& viewer,
                                   const std::string& entity, const std::string& key) {
  auto keys = store::group_of(session.store(), viewer, entity, key);
  if (!keys) return base::failure_of(keys);
  Json json = {{"entity", entity}, {"size", keys->size()}, {"members", Json::array()}};
  if (keys->size() > kMostMembers) keys->resize(kMostMembers);
  const auto faces = faces_by_key(session, viewer, entity, *keys);
  if (!faces) return base::failure_of(faces);
  for (const auto& member : *keys) json["members"].push_back(face_or_key(*faces, member));
  return json;
}

base::Result<Json> same_verdicts_json(const pipeline::Session& session, const Viewer& viewer,
                                      const std::string& entity) {
  const auto verdicts = store::pair_verdicts(session.store(), viewer, entity, false);
  if (!verdicts) return base::failure_of(verdicts);
  Json json = {{"entity", entity}, {"verdicts", Json::array()}};
  for (const auto& verdict : *verdicts) {
    if (json["verdicts"].size() == kMostVerdicts) break;
    json["verdicts"].push_back(verdict_json(verdict));
  }
  return json;
}

}  // namespace aftercare::app
