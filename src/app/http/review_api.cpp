#include "app/http/review_api.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/writing_turn.hpp"
#include "pipeline/value_review.hpp"
#include "store/rights.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostDecided = 500;

Json decision_json(const store::ValueDecision& decision) {
  return {{"id", decision.id},       {"entity", decision.entity},
          {"field", decision.field}, {"value", decision.value},
          {"code", decision.code},   {"state", decision.state},
          {"rows", decision.rows},   {"at", records::to_iso(decision.at)}};
}

// Values of one field with one proposed meaning stand together; those without one too.
Json clusters_json(const std::vector<pipeline::ProposedMeaning>& proposed) {
  Json clusters = Json::array();
  for (const auto& one : proposed) {
    auto at = std::ranges::find_if(clusters, [&one](const Json& cluster) {
      return cluster["entity"] == one.about.entity && cluster["field"] == one.about.field &&
             cluster["code"] == one.code;
    });
    if (at == clusters.end()) {
      clusters.push_back({{"entity", one.about.entity},
                          {"field", one.about.field},
                          {"code", one.code},
                          {"stored", 0},
                          {"waiting", 0},
                          {"values", Json::array()}});
      at = std::prev(clusters.end());
    }
    auto& cluster = *at;
    cluster["stored"] = cluster["stored"].get<std::uint64_t>() + one.about.stored;
    cluster["waiting"] = cluster["waiting"].get<std::uint64_t>() + one.about.waiting;
    cluster["values"].push_back({{"value", one.about.value},
                                 {"stored", one.about.stored},
                                 {"waiting", one.about.waiting},
                                 {"word", one.word},
                                 {"likeness", one.likeness}});
  }
  return clusters;
}

Response decided_response(const base::Result<pipeline::Decided>& decided) {
  return answered(decided, [](const pipeline::Decided& done) {
    Json json = {
        {"changed", done.changed}, {"replayed", done.replayed}, {"decisions", Json::array()}};
    for (const auto& decision : done.decisions)
      json["decisions"].push_back(decision_json(decision));
    return json;
  });
}

Response bad_decision() {
  return error_response(400, "bad_request",
                        "a decision names 'entity', 'field', 'values' (1 to 500 texts) and 'code'",
                        "决定须包含 entity、field、values（1 到 500 个文本）与 code");
}

}  // namespace

std::optional<Response> ReviewApi::get(const std::string& name,
                                       const access::Caller& caller) const {
  if (name == "review") return list(caller);
  return std::nullopt;
}

std::optional<Response> ReviewApi::post(const std::string& name, const nlohmann::json& body,
                                        const access::Caller& caller) const {
  if (name == "review/decide") return decide(body, caller);
  if (name == "review/undo") return undo(body, caller);
  return std::nullopt;
}

Response ReviewApi::list(const access::Caller& caller) const {
  // Refused before anything is proposed: it is told of the whole store.
  if (const auto may = store::needs_all_rows(caller.viewer); !may)
    return error_response(may.error());
  const auto proposed = pipeline::proposed_meanings(session_);
  if (!proposed) return error_response(proposed.error());
  const auto decisions = store::value_decisions(session_.store(), caller.viewer);
  return answered(decisions, [&proposed](const std::vector<store::ValueDecision>& all) {
    Json json = {{"clusters", clusters_json(*proposed)}, {"decisions", Json::array()}};
    for (const auto& decision : all) json["decisions"].push_back(decision_json(decision));
    return json;
  });
}

Response ReviewApi::decide(const nlohmann::json& body, const access::Caller& caller) const {
  if (const auto may = store::needs_all_rows(caller.viewer); !may)
    return error_response(may.error());
  pipeline::Meaning meaning;
  for (auto& [key, text] : {std::pair("entity", &meaning.entity),
                            std::pair("field", &meaning.field), std::pair("code", &meaning.code)}) {
    const auto at = body.find(key);
    if (at == body.end() || !at->is_string()) return bad_decision();
    *text = at->get<std::string>();
  }
  const auto values = body.find("values");
  if (values == body.end() || !values->is_array() || values->empty() ||
      values->size() > kMostDecided)
    return bad_decision();
  for (const auto& value : *values) {
    if (!value.is_string()) return bad_decision();
    meaning.values.push_back(value.get<std::string>());
  }
  if (auto refused = refusal_while_writing(session_)) return *refused;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  return decided_response(pipeline::decide(session_, meaning, now, "dashboard"));
}

Response ReviewApi::undo(const nlohmann::json& body, const access::Caller& caller) const {
  if (const auto may = store::needs_all_rows(caller.viewer); !may)
    return error_response(may.error());
  const auto id = body.find("id");
  if (id == body.end() || !id->is_number_integer())
    return error_response(400, "bad_request", "'id' is no number", "“id”不是数字");
  if (auto refused = refusal_while_writing(session_)) return *refused;
  return decided_response(pipeline::undo(session_, id->get<std::int64_t>(), "dashboard"));
}

}  // namespace aftercare::app
