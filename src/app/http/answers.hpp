// What every part of the API says alike: JSON, errors in both languages, who may ask.

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "app/http/server.hpp"
#include "base/result.hpp"

namespace aftercare::app {

Response json_response(unsigned status, const nlohmann::ordered_json& body);
Response error_response(unsigned status, std::string_view code, std::string_view en,
                        std::string_view zh);
/// 400 for what was asked wrongly, 422 for input that cannot be read, 500 for the rest.
Response error_response(const base::Error& error);
Response not_found();

template <typename T, typename Write>
Response answered(const base::Result<T>& result, Write write) {
  return result ? json_response(200, write(*result)) : error_response(result.error());
}

nlohmann::ordered_json error_json(const base::Error& error);

/// What a request's body says. Nothing if it is no JSON object, or nests deeper than anything that
/// is asked for (64): whoever copies it takes as much of the stack.
std::optional<nlohmann::json> object_in(std::string_view body);

/// A name that resolves to this machine could be anybody's page (DNS rebinding): only ours count.
bool is_loopback_host(std::string_view host);
/// "127.0.0.1", "127.1.2.3", "::1": reached from this machine only.
bool is_loopback_address(std::string_view address);
/// Without the port.
std::string_view name_of_host(std::string_view host);
/// No page of another origin sent it.
bool is_own_origin(const Request& request, bool secure = false);

/// The session's token in the request's cookie.
std::string session_token(const Request& request);
inline constexpr std::string_view kSessionCookie = "aftercare_session";

}  // namespace aftercare::app
