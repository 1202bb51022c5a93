#include "app/http/api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/clear_json.hpp"
#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "app/http/backup_state.hpp"
#include "app/http/event_feed.hpp"
#include "app/http/openapi.hpp"
#include "app/http/static_files.hpp"
#include "app/http/upload_json.hpp"
#include "app/retention_json.hpp"
#include "app/search_json.hpp"
#include "app/store_json.hpp"
#include "metrics/answer.hpp"
#include "metrics/answer_json.hpp"
#include "metrics/changes.hpp"
#include "metrics/glossary.hpp"
#include "metrics/question_json.hpp"
#include "metrics/rows.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kApi = "/api/v1/";
constexpr std::string_view kUploads = "uploads";
constexpr std::string_view kJobs = "jobs";

Response no_session() {
  return error_response(401, "no_session", "sign in, or open a one-time link: aftercare link",
                        "请登录，或打开一次性链接：aftercare link");
}

Response foreign_request() {
  return error_response(403, "foreign_request", "a request must be JSON from the dashboard itself",
                        "请求必须是看板自身发出的 JSON");
}

// "uploads" and what stands behind a slash.
bool is_below(std::string_view name, std::string_view root) {
  return name.starts_with(root) && (name.size() == root.size() || name[root.size()] == '/');
}

// Asks another server, so it is answered on a thread that may wait.
class WaitingAnswer final : public BodyTaker {
 public:
  WaitingAnswer(const IdentityApi& api, Request request)
      : api_(api), request_(std::move(request)) {}
  std::optional<Response> take(std::string_view) override { return std::nullopt; }
  bool finishes_slowly() const override { return true; }
  Response finish() override { return api_.answer(request_); }

 private:
  const IdentityApi& api_;
  Request request_;
};

Json jobs_json(const JobBook& jobs) {
  Json json = {{"jobs", Json::array()}};
  for (const auto& job : jobs.list()) json["jobs"].push_back(to_json(job));
  return json;
}

}  // namespace

Api::Api(const pipeline::Session& session, SessionBook& book, const NeededActions& needed,
         std::filesystem::path web, Reach reach)
    : session_(session),
      book_(book),
      needed_(needed),
      web_(std::move(web)),
      reach_(std::move(reach)),
      account_(session, book, reach_),
      identity_(session, book, account_, reach_),
      live_(session),
      intake_(session, live_),
      stages_(session),
      uploads_(session, stages_),
      quality_(session, stages_),
      review_(session),
      same_(session, jobs_),
      ask_(session),
      sql_(session),
      labels_(session, jobs_),
      insight_(session),
      texts_(session) {}

Response Api::answer(const Request& request) const {
  if (!is_own_host(request))
    return error_response(421, "wrong_host", "open the dashboard by its own address",
                          "请通过看板自身的地址打开");
  if (request.path == "/login") return login(request);
  if (request.path.starts_with(kApi)) return api(request, request.path.substr(kApi.size()));
  if (request.method != "GET" && request.method != "HEAD")
    return error_response(405, "method", "only GET here", "此处仅支持 GET");
  return static_file(web_, request);
}

Response Api::login(const Request& request) const {
  const auto session = book_.redeem(value_of(request.query, '&', "token"));
  if (!session)
    return {403,
            "text/plain; charset=utf-8",
            "This link was used already or is too old. Make a new one: aftercare link\n"
            "该链接已被使用或已过期。请重新获取：aftercare link\n",
            {}};
  return {303,
          "text/plain",
          "",
          {{"Location", "/"}, {"Cache-Control", "no-store"}, account_.cookie(*session)}};
}

Reception Api::receive(const Request& head) const {
  if (!is_own_host(head)) return {};  // answer() refuses it.
  if (IntakeApi::serves(head.path)) return intake_.receive(head);
  if (head.method == "GET" && IdentityApi::serves(head.path))
    return std::make_unique<WaitingAnswer>(identity_, head);
  if (head.method == "POST" && head.path == std::string(kApi) + "sign-in") {
    if (!is_own_origin(head, reach_.secure)) return foreign_request();
    return account_.receive_sign_in(head);
  }
  if (head.method != "POST" || head.path != std::string(kApi) + std::string(kUploads)) return {};
  const auto caller = account_.caller_of(head);
  if (!caller) return no_session();
  if (!is_own_origin(head, reach_.secure)) return foreign_request();
  const auto* endpoint = needed_.endpoint(head.method, kUploads);
  if (endpoint == nullptr) return not_found();
  if (const auto may = caller->check(endpoint->action); !may) return error_response(may.error());
  return uploads_.receive(head);
}

Response Api::api(const Request& request, const std::string& name) const {
  const auto* endpoint = needed_.endpoint(request.method, name);
  if (endpoint == nullptr) {
    if (!account_.caller_of(request)) return no_session();
    if (!needed_.has_path(name)) return not_found();
    return error_response(405, "method", "this address takes another method", "该地址不支持此方法");
  }
  if (name == "health") return json_response(200, {{"status", "ok"}});
  if (name == "openapi.json") return json_response(200, openapi_json(needed_));
  if (name == "sign-in") return account_.ways();
  const auto caller = account_.caller_of(request);
  if (!caller) return no_session();
  if (const auto may = caller->check(endpoint->action); !may) return error_response(may.error());
  if (endpoint->method == "GET") return get(name, *caller);
  if (!is_own_origin(request, reach_.secure) ||
      !request.content_type.starts_with("application/json"))
    return foreign_request();
  const auto body = object_in(request.body);
  if (!body)
    return error_response(400, "bad_json", "the request is no JSON object", "请求不是 JSON 对象");
  return post(name, *body, *caller, request);
}

bool Api::is_own_host(const Request& request) const {
  return is_loopback_host(request.host) ||
         std::ranges::find(reach_.hosts, name_of_host(request.host)) != reach_.hosts.end();
}

Response Api::get(const std::string& name, const access::Caller& caller) const {
  const auto& viewer = caller.viewer;
  if (name == "session")
    return json_response(200, {{"workspace", session_.workspace().settings().name},
                               {"zone", session_.zone().name()},
                               {"language", session_.workspace().settings().language},
                               {"version", AFTERCARE_VERSION}});
  if (name == "periods")
    return answered(periods_json(session_, viewer), [](const Json& json) { return json; });
  if (name == "catalog") return json_response(200, metrics::catalog_json(session_.model()));
  if (name == "glossary") return json_response(200, metrics::glossary_json(session_.model()));
  if (name == "dictionary") return json_response(200, dictionary_json(session_.dictionary()));
  if (name == "sql") return sql_.get(viewer);
  if (name == "ledger")
    return answered(quality_json(session_, viewer), [](const Json& json) { return json; });
  if (name.starts_with("case/")) {
    const auto found = case_json(session_, viewer, name.substr(5));
    if (!found) return error_response(found.error());
    return found->is_null() ? not_found() : json_response(200, *found);
  }
  if (is_below(name, kUploads)) return uploads_.get(name.substr(kUploads.size()));
  if (name == "events") return events(caller);
  if (name == "backups")
    return json_response(200, backup_state_json(session_, std::chrono::system_clock::now()));
  if (name == "retention") return json_response(200, retention_state_json(session_));
  if (name == kJobs) return json_response(200, jobs_json(jobs_));
  if (is_below(name, kJobs)) {
    const auto job = jobs_.find(name.substr(kJobs.size() + 1));
    return job ? json_response(200, to_json(*job)) : not_found();
  }
  if (auto answer = account_.get(name, caller)) return std::move(*answer);
  if (auto answer = quality_.get(name, caller)) return std::move(*answer);
  if (auto answer = review_.get(name, caller)) return std::move(*answer);
  if (auto answer = same_.get(name, caller)) return std::move(*answer);
  if (auto answer = labels_.get(name, caller)) return std::move(*answer);
  if (auto answer = texts_.get(name, caller)) return std::move(*answer);
  return not_found();
}

Response Api::find(const nlohmann::json& body, const access::Caller& caller) const {
  const auto named = text_in_body(body, "kind");
  const auto kind = pipeline::searched_for(named.empty() ? "any" : named);
  if (!kind || !body.contains("value") || !body["value"].is_string())
    return error_response(
        400, "bad_search",
        "a search has a \"value\" and perhaps a \"kind\": any, phone, email, order",
        "查找需要 value，可带 kind：any、phone、email、order");
  return answered(
      pipeline::search_exactly(session_, caller.viewer, body["value"].get<std::string>(), *kind,
                               pipeline::Actor{caller.viewer.name, ""}),
      [](const auto& found) { return to_json(found); });
}

Response Api::reveal(const nlohmann::json& body, const access::Caller& caller) const {
  const auto entity = text_in_body(body, "entity");
  const auto key = text_in_body(body, "key");
  const pipeline::Actor actor{caller.viewer.name, text_in_body(body, "reason")};
  if (key.empty() || (entity != "case" && entity != "customer"))
    return error_response(
        400, "bad_request",
        "to reveal are an \"entity\" (case, customer), its \"key\" and a \"reason\"",
        "查看原文需要 entity（case、customer）、key 与 reason");
  const auto json = entity == "case" ? case_in_clear_json(session_, caller.viewer, key, actor)
                                     : customer_in_clear_json(session_, caller.viewer, key, actor);
  if (json && json->is_null()) return not_found();
  return answered(json, [](const Json& one) { return one; });
}

Response Api::post(const std::string& name, const nlohmann::json& body,
                   const access::Caller& caller, const Request& request) const {
  if (auto answer = account_.post(name, body, caller, request)) return std::move(*answer);
  if (is_below(name, kUploads))
    return uploads_.post(name.substr(kUploads.size()), body, caller.viewer);
  if (is_below(name, kJobs)) return stop_job(name.substr(kJobs.size()));
  if (auto answer = quality_.post(name, body, caller)) return std::move(*answer);
  if (auto answer = review_.post(name, body, caller)) return std::move(*answer);
  if (auto answer = same_.post(name, body, caller)) return std::move(*answer);
  if (auto answer = labels_.post(name, body, caller)) return std::move(*answer);
  if (auto answer = texts_.post(name, body, caller)) return std::move(*answer);
  if (auto answer = insight_.post(name, body, caller.viewer)) return std::move(*answer);
  if (name == "sql") return sql_.post(body, caller.viewer);
  if (name == "find") return find(body, caller);
  if (name == "reveal") return reveal(body, caller);
  return ask(name, body, caller);
}

Response Api::events(const access::Caller& caller) const {
  std::vector<EventFeed::Topic> topics;
  if (caller.may("data.take_in"))
    topics.push_back({"uploads", [this] { return uploads_.get("").body; }});
  topics.push_back({"jobs", [this] { return jobs_json(jobs_).dump(); }});
  return {200,
          "text/event-stream",
          "",
          {{"Cache-Control", "no-store"}},
          std::make_shared<EventFeed>(std::move(topics))};
}

// "/ID/stop".
Response Api::stop_job(const std::string& path) const {
  constexpr std::string_view verb = "/stop";
  if (!path.starts_with('/') || !path.ends_with(verb) || path.size() <= verb.size() + 1)
    return not_found();
  const auto id = path.substr(1, path.size() - verb.size() - 1);
  if (!jobs_.find(id)) return not_found();
  if (const auto stopped = jobs_.stop(id); !stopped) return error_response(stopped.error());
  return json_response(200, to_json(*jobs_.find(id)));
}

Response Api::ask(const std::string& name, const nlohmann::json& body,
                  const access::Caller& caller) const {
  const auto& viewer = caller.viewer;
  const auto& model = session_.model();
  const auto& store = session_.store();
  if (name == "ask") return ask_.post(body, viewer);
  const auto question = metrics::question_from_json(body);
  if (!question) return error_response(question.error());
  const auto as_json = [](const auto& result) { return metrics::to_json(result); };
  if (name == "query") return answered(metrics::answer(model, *question, store, viewer), as_json);
  if (name == "changes")
    return answered(metrics::changes(model, *question, store, viewer), as_json);
  if (name == "rows") {
    const auto page = metrics::page_from_json(body);
    if (!page) return error_response(page.error());
    return answered(metrics::rows(model, *question, *page, store, viewer), as_json);
  }
  return not_found();
}

}  // namespace aftercare::app
