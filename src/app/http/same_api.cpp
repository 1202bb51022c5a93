#include "app/http/same_api.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "app/http/writing_turn.hpp"
#include "app/same_json.hpp"
#include "pipeline/customer_in_clear.hpp"
#include "pipeline/known_same.hpp"
#include "pipeline/same_cases.hpp"
#include "pipeline/same_people.hpp"
#include "pipeline/same_review.hpp"
#include "store/rights.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSame = "duplicates/";
constexpr std::size_t kMostMerged = 200;

// "customer" or "case"; empty: something else was asked.
std::string entity_in(const nlohmann::json& body) {
  const auto entity = text_in_body(body, "entity");
  return entity == "customer" || entity == "case" ? entity : std::string();
}

Response bad_entity() {
  return error_response(400, "bad_request", "'entity' is neither customer nor case",
                        "“entity”应为 customer 或 case");
}

Response as_it_is(const base::Result<Json>& json) {
  return answered(json, [](const Json& one) { return one; });
}

Response said_response(const base::Result<store::AlikeChanged>& done) {
  return answered(done, [](const store::AlikeChanged& one) {
    return Json{{"verdict", one.verdict}, {"changed", one.records}};
  });
}

}  // namespace

std::optional<Response> SameApi::get(const std::string& name, const access::Caller& caller) const {
  if (name == "duplicates/summary") return as_it_is(same_summary_json(session_, caller.viewer));
  return std::nullopt;
}

std::optional<Response> SameApi::post(const std::string& name, const nlohmann::json& body,
                                      const access::Caller& caller) const {
  if (!name.starts_with(kSame)) return std::nullopt;
  const auto asked = name.substr(kSame.size());
  if (asked == "undo") return undo(body, caller);
  if (asked == "reveal") return reveal(body, caller);
  if (asked == "compare") return compare(body);
  using Answer = Response (SameApi::*)(const nlohmann::json&, const access::Caller&) const;
  constexpr std::pair<std::string_view, Answer> answers[] = {{"pairs", &SameApi::pairs},
                                                             {"pair", &SameApi::pair},
                                                             {"group", &SameApi::group},
                                                             {"verdicts", &SameApi::verdicts},
                                                             {"say", &SameApi::say}};
  for (const auto& [known, answer] : answers)
    if (asked == known)
      return entity_in(body).empty() ? bad_entity() : (this->*answer)(body, caller);
  return std::nullopt;
}

Response SameApi::pairs(const nlohmann::json& body, const access::Caller& caller) const {
  const auto page = page_of(body);
  return as_it_is(same_pairs_json(session_, caller.viewer,
                                  {entity_in(body), text_in_body(body, "state")}, page.limit,
                                  page.offset));
}

Response SameApi::pair(const nlohmann::json& body, const access::Caller& caller) const {
  const auto json =
      same_pair_json(session_, caller.viewer, entity_in(body),
                     pipeline::key_pair(text_in_body(body, "one"), text_in_body(body, "other")));
  if (json && json->is_null()) return not_found();
  return as_it_is(json);
}

Response SameApi::group(const nlohmann::json& body, const access::Caller& caller) const {
  return as_it_is(
      same_group_json(session_, caller.viewer, entity_in(body), text_in_body(body, "key")));
}

Response SameApi::verdicts(const nlohmann::json& body, const access::Caller& caller) const {
  return as_it_is(same_verdicts_json(session_, caller.viewer, entity_in(body)));
}

Response SameApi::say(const nlohmann::json& body, const access::Caller& caller) const {
  std::vector<std::string> keys;
  if (const auto list = body.find("keys"); list != body.end() && list->is_array())
    for (const auto& key : *list)
      if (key.is_string()) keys.push_back(key.get<std::string>());
  const auto same = body.find("same");
  if (keys.empty() || keys.size() > kMostMerged || same == body.end() || !same->is_boolean())
    return error_response(400, "bad_request", "a verdict is 'keys' (1 to 200) and 'same'",
                          "判定需要“keys”（1 至 200 个）和“same”");
  if (const auto may = store::needs_all_records(caller.viewer); !may)
    return error_response(may.error());
  if (auto at_work = refusal_while_writing(session_)) return *at_work;
  const auto& by = caller.viewer.name;
  return said_response(same->get<bool>()
                           ? pipeline::say_same(session_, entity_in(body), keys, by)
                           : pipeline::say_apart(session_, entity_in(body), keys, by));
}

Response SameApi::undo(const nlohmann::json& body, const access::Caller& caller) const {
  const auto id = body.find("id");
  if (id == body.end() || !id->is_number_integer())
    return error_response(400, "bad_request", "'id' is no number", "“id”不是数字");
  if (const auto may = store::needs_all_records(caller.viewer); !may)
    return error_response(may.error());
  if (auto at_work = refusal_while_writing(session_)) return *at_work;
  return said_response(pipeline::unsay(session_, id->get<std::int64_t>(), caller.viewer.name));
}

// Both customers of a pair, field by field, as far as the caller may see them in clear.
Response SameApi::reveal(const nlohmann::json& body, const access::Caller& caller) const {
  const pipeline::Actor actor{caller.viewer.name, text_in_body(body, "reason")};
  Json json = Json::object();
  for (const auto* side : {"one", "other"}) {
    const auto key = text_in_body(body, side);
    const auto found = pipeline::customer_in_clear(session_, caller.viewer, key, actor);
    if (!found) return error_response(found.error());
    if (!*found)
      return error_response(400, "bad_request",
                            "no such customer, none that you may see, or nothing of it is sealed",
                            "没有该客户、您无权查看，或没有密封的信息");
    Json fields = Json::array();
    for (const auto& [name, value] : **found) fields.push_back({{"name", name}, {"value", value}});
    json[side] = {{"key", key}, {"fields", std::move(fields)}};
  }
  return json_response(200, json);
}

Response SameApi::compare(const nlohmann::json& body) const {
  if (auto at_work = refusal_while_writing(session_)) return *at_work;
  const auto only = entity_in(body);
  const auto started = jobs_.start(
      "compare", [&session = session_, only](base::Progress& progress) -> base::Result<Json> {
        Json json = Json::object();
        for (const auto* entity : {"customer", "case"}) {
          if (!only.empty() && only != entity) continue;
          const auto done = std::string_view(entity) == "customer"
                                ? pipeline::compare_customers(session, progress)
                                : pipeline::compare_cases(session, progress);
          if (!done) return base::failure_of(done);
          json[entity] = to_json(*done);
        }
        return json;
      });
  if (!started)
    return error_response(409, "busy", started.error().message, started.error().message_zh);
  return json_response(202, to_json(*jobs_.find(*started)));
}

}  // namespace aftercare::app
