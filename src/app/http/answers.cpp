#include "app/http/answers.hpp"

#include <string>

#include "records/viewer.hpp"

namespace aftercare::app {

using Json = nlohmann::ordered_json;

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
  const auto zh = error.message_zh.empty() ? error.message : error.message_zh;
  if (records::is_refusal(error)) return error_response(403, "not_allowed", error.message, zh);
  switch (error.kind) {
    case base::ErrorKind::usage:
      return error_response(400, "bad_request", error.message, zh);
    case base::ErrorKind::input:
      return error_response(422, "unreadable", error.message, zh);
    case base::ErrorKind::internal:
      break;
  }
  return error_response(500, "internal", error.message, zh);
}

Response not_found() {
  return error_response(404, "not_found", "there is nothing at this address", "该地址没有内容");
}

Json error_json(const base::Error& error) {
  return {{"message", error.message},
          {"message_zh", error.message_zh.empty() ? error.message : error.message_zh}};
}

std::string_view name_of_host(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool port = colon != host.npos && host.find(']', colon) == host.npos;
  return port ? host.substr(0, colon) : host;
}

bool is_loopback_host(std::string_view host) {
  const auto name = name_of_host(host);
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

bool is_loopback_address(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

bool is_own_origin(const Request& request, bool secure) {
  if (!request.fetch_site.empty() && request.fetch_site != "same-origin" &&
      request.fetch_site != "none")
    return false;
  return request.origin.empty() ||
         request.origin == (secure ? "https://" : "http://") + request.host;
}

std::string session_token(const Request& request) {
  return value_of(request.cookie, ';', kSessionCookie);
}

std::optional<nlohmann::json> object_in(std::string_view body) {
  constexpr int deepest = 64;
  int depth = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < body.size(); ++at) {
    const char sign = body[at];
    if (sign == '"') in_text = !in_text;
    if (in_text && sign == '\\') ++at;
    if (in_text) continue;
    if (sign == '[' || sign == '{') ++depth;
    if (sign == ']' || sign == '}') --depth;
    if (depth > deepest) return std::nullopt;
  }
  auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

}  // namespace aftercare::app
