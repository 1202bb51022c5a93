// A small HTTP/1.1 server over Boost.Beast, one coroutine a connection.
//
// An idle connection costs no thread. Beast stays in server.cpp, because it compiles slowly.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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
  std::string authorization;
  std::string idempotency_key;
  std::string fetch_site;  // What the browser says of the page that asks; empty: nothing.
  std::string peer;        // Address of the client.
  std::optional<std::uint64_t> content_length;
  std::string body;
};

/// What goes on being sent after the head of a response: server-sent events.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// What is new since the last call, as it goes over the wire; empty: nothing. Asked a few times a
  /// second, by one thread at a time; must not wait. Nothing: the stream has ended.
  virtual std::optional<std::string> next() = 0;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<EventStream> events = {};  // Instead of a body; the connection ends with it.
};

/// Called from several threads at once.
using Handler = std::function<Response(const Request&)>;

/// Takes a body piece by piece, so that a large one is never in memory whole. Destroyed without
/// finish(): the client went away, or was refused.
class BodyTaker {
 public:
  virtual ~BodyTaker() = default;
  /// A response ends the request with it.
  virtual std::optional<Response> take(std::string_view piece) = 0;
  /// The body is there whole.
  virtual Response finish() = 0;
  /// finish() takes so long that it must not hold up other requests.
  virtual bool finishes_slowly() const { return false; }
};

/// What becomes of a request whose head is read: its body is read whole and handled, or it is
/// answered at once, or its body goes to a taker.
using Reception = std::variant<std::monostate, Response, std::unique_ptr<BodyTaker>>;
/// Called from several threads at once, with an empty body.
using Receptionist = std::function<Reception(const Request& head)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free port.
  unsigned threads = 4;
  std::size_t most_body_bytes = std::size_t{1} << 20;  // Of a body that is read whole.
  unsigned idle_seconds = 30;                          // A client silent for longer is let go.
  std::size_t most_connections = 2000;
  std::string certificate = {};  // Files (PEM) for TLS; empty: none.
  std::string key = {};
};

class Server {
 public:
  /// Listens and serves until stop(). Fails (usage) if the address is taken or not allowed.
  static base::Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler handler,
                                                     Receptionist receptionist = {});
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
