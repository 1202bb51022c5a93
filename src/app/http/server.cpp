#include "app/http/server.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <thread>

namespace aftercare::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using NoThrow = boost::system::error_code;

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

Request to_request(const http::request<http::string_body>& message) {
  const auto header = [&message](http::field name) { return std::string(message[name]); };
  Request request;
  request.method = std::string(message.method_string());
  const std::string_view target(message.target().data(), message.target().size());
  const auto mark = target.find('?');
  request.path = percent_decoded(target.substr(0, mark));
  if (mark != target.npos) request.query = std::string(target.substr(mark + 1));
  request.host = header(http::field::host);
  request.origin = header(http::field::origin);
  request.cookie = header(http::field::cookie);
  request.content_type = header(http::field::content_type);
  request.body = message.body();
  return request;
}

http::response<http::string_body> to_message(Response&& response, bool keep, unsigned version) {
  http::response<http::string_body> message{static_cast<http::status>(response.status), version};
  message.set(http::field::content_type, response.content_type);
  message.set("X-Content-Type-Options", "nosniff");
  message.set("X-Frame-Options", "DENY");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Content-Security-Policy",
              "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
              "frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
  for (const auto& [name, value] : response.headers) message.set(name, value);
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

}  // namespace

struct Server::State {
  ServerOptions options;
  Handler handler;
  asio::io_context context;
  tcp::acceptor acceptor{context};
  std::atomic<std::size_t> connections{0};
  std::vector<std::thread> threads;

  State(ServerOptions given, Handler with)
      : options(std::move(given)),
        handler(std::move(with)),
        context(static_cast<int>(options.threads)) {}

  asio::awaitable<void> converse(beast::tcp_stream stream) {
    beast::flat_buffer buffer;
    for (;;) {
      NoThrow error;
      http::request_parser<http::string_body> parser;
      parser.body_limit(options.most_body_bytes);
      parser.header_limit(16 * 1024);
      stream.expires_after(std::chrono::seconds(options.idle_seconds));
      co_await http::async_read(stream, buffer, parser,
                                asio::redirect_error(asio::use_awaitable, error));
      if (is_malformed(error)) {
        Response refused;
        refused.status = error == http::error::body_limit ? 413 : 400;
        refused.body =
            R"({"error":{"code":"bad_request","message":"the request is malformed or too large","message_zh":"请求格式错误或过大"}})";
        auto message = to_message(std::move(refused), false, 11);
        co_await http::async_write(stream, message,
                                   asio::redirect_error(asio::use_awaitable, error));
        break;
      }
      if (error) break;
      const auto& request = parser.get();
      const bool keep = request.keep_alive();
      auto message = to_message(handler(to_request(request)), keep, request.version());
      if (request.method() == http::verb::head) message.body().clear();
      stream.expires_after(std::chrono::seconds(options.idle_seconds));
      co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
      if (error || !keep) break;
    }
    NoThrow ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    --connections;
  }

  asio::awaitable<void> accept() {
    for (;;) {
      NoThrow error;
      tcp::socket socket(context);
      co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {  // Out of handles: wait for connections to end instead of spinning.
        asio::steady_timer pause(context, std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      if (connections >= options.most_connections) continue;  // The socket closes here.
      ++connections;
      asio::co_spawn(context, converse(beast::tcp_stream(std::move(socket))), asio::detached);
    }
  }
};

base::Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler) {
  NoThrow error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return base::failure(fmt::format("not an IP address: {}", options.address),
                         fmt::format("不是 IP 地址：{}", options.address));
  auto state = std::make_unique<State>(options, std::move(handler));
  const tcp::endpoint endpoint(address, options.port);
  state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return base::failure(fmt::format("cannot listen on {}:{}: {}. Choose another with --port",
                                     options.address, options.port, error.message()),
                         fmt::format("无法监听 {}:{}：{}。请用 --port 换一个端口", options.address,
                                     options.port, error.message()));
  asio::co_spawn(state->context, state->accept(), asio::detached);
  for (unsigned i = 0; i < options.threads; ++i)
    state->threads.emplace_back([context = &state->context] { context->run(); });
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  return state_->acceptor.local_endpoint().port();
}

void Server::stop() {
  state_->context.stop();
  for (auto& thread : state_->threads)
    if (thread.joinable()) thread.join();
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
