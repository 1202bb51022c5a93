// A small HTTP/1.1 server over Boost.Beast, one coroutine a connection.
//
// An idle connection costs no thread. Beast stays in server.cpp, because it compiles slowly.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace aftercare::app {

struct Request {
  std::string method;
  std::string path;   // Decoded, without the query.
  std::string query;  // As sent, without '?'.
  std::string host;
  std::string origin;
  std::string cookie;
  std::string content_type;
  std::string body;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Called from several threads at once.
using Handler = std::function<Response(const Request&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free port.
  unsigned threads = 4;
  std::size_t most_body_bytes = std::size_t{1} << 20;
  unsigned idle_seconds = 30;  // A client silent for longer is let go.
  std::size_t most_connections = 2000;
};

class Server {
 public:
  /// Listens and serves until stop(). Fails (usage) if the address is taken or not allowed.
  static base::Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler handler);
  ~Server();

  std::uint16_t port() const;
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Value of a name in a query or cookie header ("a=1&b=2" with '&', "a=1; b=2" with ';').
/// Percent-decoded.
std::string value_of(std::string_view pairs, char separator, std::string_view name);

}  // namespace aftercare::app
