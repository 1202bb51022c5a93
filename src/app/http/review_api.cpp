#include "app/http/review_api.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "app/http/writing_turn.hpp"
#include "app/review_json.hpp"
#include "pipeline/value_review.hpp"
#include "store/rights.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kMostDecided = 500;

Response decided_response(const base::Result<pipeline::Decided>& decided) {
  return answered(decided, decided_json);
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
  return answered(decisions, [&](const std::vector<store::ValueDecision>& all) {
    return review_json(session_, *proposed, all);
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
  meaning.suggested = text_in_body(body, "suggested");
  if (body.contains("verdict")) {
    const auto verdict = text_in_body(body, "verdict");
    if (verdict != "accept" && verdict != "reject")
      return error_response(400, "bad_request", "'verdict' is neither accept nor reject",
                            "“verdict”既不是 accept 也不是 reject");
    meaning.verdict = verdict == "accept" ? pipeline::Meaning::Verdict::accept
                                          : pipeline::Meaning::Verdict::reject;
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
