// What Beast reads and writes, as requests and responses of ours.

#pragma once

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "app/http/server.hpp"

namespace aftercare::app {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using NoThrow = boost::system::error_code;

/// A request without its body.
Request head_of(const http::request_parser<http::empty_body>& parser);

/// With everything that keeps a browser safe.
void set_head(http::response_header<>& message, const Response& response);
http::response<http::string_body> to_message(Response&& response, bool keep, unsigned version);

/// A client's fault, told to it; anything else (it went away, it was too slow) just ends.
bool is_malformed(const NoThrow& error);
Response malformed(bool too_large);

}  // namespace aftercare::app
