#include "app/http/wire.hpp"

namespace aftercare::app {
namespace {

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

Request head_of(const http::request_parser<http::empty_body>& parser) {
  const auto& message = parser.get();
  const auto header = [&message](http::field name) { return std::string(message[name]); };
  Request request;
  if (const auto length = parser.content_length()) request.content_length = *length;
  request.method = std::string(message.method_string());
  const std::string_view target(message.target().data(), message.target().size());
  const auto mark = target.find('?');
  request.path = percent_decoded(target.substr(0, mark));
  if (mark != target.npos) request.query = std::string(target.substr(mark + 1));
  request.host = header(http::field::host);
  request.origin = header(http::field::origin);
  request.cookie = header(http::field::cookie);
  request.content_type = header(http::field::content_type);
  request.authorization = header(http::field::authorization);
  request.idempotency_key = std::string(message["Idempotency-Key"]);
  request.fetch_site = std::string(message["Sec-Fetch-Site"]);
  return request;
}

void set_head(http::response_header<>& message, const Response& response) {
  message.set(http::field::content_type, response.content_type);
  message.set("X-Content-Type-Options", "nosniff");
  message.set("X-Frame-Options", "DENY");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Cross-Origin-Opener-Policy", "same-origin");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  // Charts and widths set styles of single elements; nothing else may be inline.
  message.set("Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr "
              "'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
              "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
  for (const auto& [name, value] : response.headers) message.set(name, value);
}

http::response<http::string_body> to_message(Response&& response, bool keep, unsigned version) {
  http::response<http::string_body> message{static_cast<http::status>(response.status), version};
  set_head(message, response);
  message.keep_alive(keep);
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

// A client's fault, told to it; anything else (it went away, it was too slow) just ends.
bool is_malformed(const NoThrow& error) {
  static const auto& category = http::make_error_code(http::error::bad_method).category();
  return error && error != http::error::end_of_stream && error != http::error::partial_message &&
         error.category() == category;
}

Response malformed(bool too_large) {
  return {
      too_large ? 413U : 400U,
      "application/json; charset=utf-8",
      R"({"error":{"code":"bad_request","message":"the request is malformed or too large","message_zh":"请求格式错误或过大"}})",
      {}};
}

std::string value_of(std::string_view pairs, char separator, std::string_view name) {
  while (!pairs.empty()) {
    const auto end = std::min(pairs.find(separator), pairs.size());
    auto pair = pairs.substr(0, end);
    pairs.remove_prefix(std::min(end + 1, pairs.size()));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name)
      return percent_decoded(pair.substr(equals + 1));
  }
  return {};
}

}  // namespace aftercare::app
