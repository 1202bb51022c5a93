#include "app/review_json.hpp"

#include <algorithm>

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

Json label_json_of(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json decision_json(const store::ValueDecision& decision) {
  return {{"id", decision.id},       {"entity", decision.entity},
          {"field", decision.field}, {"value", decision.value},
          {"code", decision.code},   {"suggested", decision.suggested},
          {"rule", decision.rule},   {"state", decision.state},
          {"rows", decision.rows},   {"at", records::to_iso(decision.at)}};
}

}  // namespace

void add_trust(const pipeline::Session& session, const std::string& rule,
               std::optional<double> confidence, Json& to) {
  if (!confidence) return;
  to["confidence"] = *confidence;
  const auto* const trust = session.finding_labels().trust(rule);
  to["why"] = trust == nullptr ? Json(nullptr) : label_json_of(trust->why);
}

Json finding_json(const pipeline::Session& session, const store::FoundRow& row) {
  Json json = {
      {"rule", row.rule},     {"label", label_json_of(session.finding_labels().of(row.rule))},
      {"kind", row.kind},     {"entity", row.entity},
      {"field", row.field},   {"before", row.before},
      {"after", row.after},   {"file", row.file},
      {"source", row.source}, {"row", row.row},
      {"case", row.case_key}};
  add_trust(session, row.rule, row.confidence, json);
  return json;
}

Json review_json(const pipeline::Session& session,
                 const std::vector<pipeline::ProposedMeaning>& proposed,
                 const std::vector<store::ValueDecision>& decisions) {
  Json clusters = Json::array();
  for (const auto& one : proposed) {
    const auto& about = one.about;
    auto at = std::ranges::find_if(clusters, [&](const Json& cluster) {
      return cluster["entity"] == about.entity && cluster["field"] == about.field &&
             cluster["code"] == one.code && cluster["rule"] == about.rule;
    });
    if (at == clusters.end()) {
      Json cluster = {{"entity", about.entity},
                      {"field", about.field},
                      {"code", one.code},
                      {"rule", about.rule},
                      {"label", label_json_of(session.finding_labels().of(about.rule))},
                      {"stored", 0},
                      {"waiting", 0},
                      {"values", Json::array()}};
      const auto& field = *session.dictionary().entity(about.entity)->field(about.field);
      if (field.pii == records::PiiClass::personal || field.pii == records::PiiClass::sensitive)
        cluster["masked"] = true;
      if (about.rule != store::kUnlistedRule)
        add_trust(session, about.rule, about.confidence, cluster);
      clusters.push_back(std::move(cluster));
      at = std::prev(clusters.end());
    }
    auto& cluster = *at;
    cluster["stored"] = cluster["stored"].get<std::uint64_t>() + about.stored;
    cluster["waiting"] = cluster["waiting"].get<std::uint64_t>() + about.waiting;
    cluster["values"].push_back({{"value", about.value},
                                 {"stored", about.stored},
                                 {"waiting", about.waiting},
                                 {"word", one.word},
                                 {"likeness", one.likeness}});
  }
  Json json = {{"clusters", std::move(clusters)}, {"decisions", Json::array()}};
  for (const auto& decision : decisions) json["decisions"].push_back(decision_json(decision));
  return json;
}

Json decided_json(const pipeline::Decided& done) {
  Json json = {
      {"changed", done.changed}, {"replayed", done.replayed}, {"decisions", Json::array()}};
  for (const auto& decision : done.decisions) json["decisions"].push_back(decision_json(decision));
  return json;
}

}  // namespace aftercare::app
