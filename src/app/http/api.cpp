#include "app/http/api.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "app/http/static_files.hpp"
#include "app/store_json.hpp"
#include "metrics/answer.hpp"
#include "metrics/answer_json.hpp"
#include "metrics/changes.hpp"
#include "metrics/question_json.hpp"
#include "metrics/rows.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCookie = "aftercare_session";
constexpr std::string_view kApi = "/api/v1/";

Response json_response(unsigned status, const Json& body) {
  return {status,
          "application/json; charset=utf-8",
          body.dump(-1, ' ', false, Json::error_handler_t::replace),
          {{"Cache-Control", "no-store"}}};
}

Response error_response(unsigned status, std::string_view code, std::string_view en,
                        std::string_view zh) {
  return json_response(status, {{"error", {{"code", code}, {"message", en}, {"message_zh", zh}}}});
}

Response error_response(const base::Error& error) {
  const bool usage = error.kind == base::ErrorKind::usage;
  return error_response(usage ? 400 : 500, usage ? "bad_request" : "internal", error.message,
                        error.message_zh.empty() ? error.message : error.message_zh);
}

Response not_found() {
  return error_response(404, "not_found", "there is nothing at this address", "该地址没有内容");
}

template <typename T, typename Write>
Response answered(const base::Result<T>& result, Write write) {
  return result ? json_response(200, write(*result)) : error_response(result.error());
}

// A name that resolves to this machine could be anybody's page (DNS rebinding): only ours count.
bool is_loopback_host(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool port = colon != host.npos && host.find(']', colon) == host.npos;
  const auto name = port ? host.substr(0, colon) : host;
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

bool is_own_origin(const Request& request) {
  return request.origin.empty() || request.origin == "http://" + request.host;
}

}  // namespace

Api::Api(const pipeline::Session& session, SessionBook& book, std::filesystem::path web)
    : session_(session), book_(book), web_(std::move(web)) {}

Response Api::answer(const Request& request) const {
  if (!is_loopback_host(request.host))
    return error_response(421, "wrong_host", "open the dashboard by its loopback address",
                          "请通过本机回环地址打开看板");
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
  return {
      303,
      "text/plain",
      "",
      {{"Location", "/"},
       {"Cache-Control", "no-store"},
       {"Set-Cookie", fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/", kCookie, *session)}}};
}

Response Api::api(const Request& request, const std::string& name) const {
  if (name == "health") return json_response(200, {{"status", "ok"}});
  if (!book_.knows(value_of(request.cookie, ';', kCookie)))
    return error_response(401, "no_session", "open the one-time link: aftercare link",
                          "请打开一次性链接：aftercare link");
  const records::Viewer viewer{records::Role::manager, "dashboard"};
  const auto& model = session_.model();
  const auto& store = session_.store();

  if (request.method == "GET") {
    if (name == "session")
      return json_response(200, {{"workspace", session_.workspace().settings().name},
                                 {"zone", session_.zone().name()},
                                 {"language", session_.workspace().settings().language},
                                 {"version", AFTERCARE_VERSION}});
    if (name == "periods")
      return answered(store::first_last_day(store, viewer), [](const store::DayRange& days) {
        const auto day = [](const std::optional<records::Day>& one) -> Json {
          return one ? Json(records::to_iso(*one)) : Json(nullptr);
        };
        return Json{{"first_day", day(days.first)}, {"last_day", day(days.last)}};
      });
    if (name == "catalog") return json_response(200, metrics::catalog_json(model));
    if (name == "ledger")
      return answered(quality_json(session_, viewer), [](const Json& json) { return json; });
    if (name.starts_with("case/")) {
      const auto found = case_json(session_, viewer, name.substr(5));
      if (!found) return error_response(found.error());
      return found->is_null() ? not_found() : json_response(200, *found);
    }
    return not_found();
  }
  if (request.method != "POST")
    return error_response(405, "method", "only GET and POST here", "此处仅支持 GET 与 POST");
  if (!is_own_origin(request) || !request.content_type.starts_with("application/json"))
    return error_response(403, "foreign_request",
                          "a request must be JSON from the dashboard itself",
                          "请求必须是看板自身发出的 JSON");
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object())
    return error_response(400, "bad_json", "the request is no JSON object", "请求不是 JSON 对象");
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
