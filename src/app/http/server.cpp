#include "app/http/server.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <thread>

#include "app/http/waiting_clients.hpp"
#include "app/http/wire.hpp"

namespace aftercare::app {
namespace {

using asio::ip::tcp;

constexpr std::size_t kPiece = 128 * 1024;
constexpr std::chrono::milliseconds kBetweenEvents{250};
// Of a refused body so much is still read and dropped, so that the client sees why.
constexpr std::uint64_t kMostDropped = std::uint64_t{256} << 20;

// A body that trickles would hold its connection for ever.
bool is_too_slow(std::uint64_t bytes, std::chrono::steady_clock::duration since) {
  constexpr std::uint64_t least_per_second = 1024;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  return seconds > 60 && bytes < least_per_second * static_cast<std::uint64_t>(seconds);
}

}  // namespace

struct Server::State {
  ServerOptions options;
  Handler handler;
  Receptionist receptionist;
  std::optional<asio::ssl::context> tls;
  WaitingClients waiting;  // Outlives the connections, which end with the context.
  asio::io_context context;
  tcp::acceptor acceptor{context};
  std::atomic<std::size_t> connections{0};
  std::vector<std::thread> threads;
  asio::thread_pool slow{16};  // For answers that wait for something.

  State(ServerOptions given, Handler with, Receptionist at_the_door)
      : options(std::move(given)),
        handler(std::move(with)),
        receptionist(std::move(at_the_door)),
        context(static_cast<int>(options.threads)) {}

  base::Result<void> set_tls() {
    NoThrow error;
    auto& own = tls.emplace(asio::ssl::context::tls_server);
    own.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                    asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                    asio::ssl::context::no_tlsv1_1);
    own.use_certificate_chain_file(options.certificate, error);
    if (error)
      return base::failure(
          fmt::format("the certificate cannot be used: {}: {}", options.certificate,
                      error.message()),
          fmt::format("无法使用证书：{}：{}", options.certificate, error.message()));
    own.use_private_key_file(options.key, asio::ssl::context::pem, error);
    if (error)
      return base::failure(
          fmt::format("the key cannot be used, or is not the certificate's: {}: {}", options.key,
                      error.message()),
          fmt::format("无法使用私钥，或与证书不符：{}：{}", options.key, error.message()));
    return {};
  }

  template <typename Stream>
  void wait_for(Stream& stream) const {
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(options.idle_seconds));
  }

  // False if the client is gone.
  template <typename Stream>
  asio::awaitable<bool> send(Stream& stream, Response response, bool keep, const Request& request,
                             unsigned version) {
    NoThrow error;
    auto message = to_message(std::move(response), keep, version);
    if (request.method == "HEAD") message.body().clear();
    wait_for(stream);
    const WaitingClients::Place place(waiting, beast::get_lowest_layer(stream));
    co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }

  // The head, then what the stream has, until it ends or the client is gone. A waiting client costs
  // a timer, no thread.
  template <typename Stream>
  asio::awaitable<void> send_events(Stream& stream, const Response& response) {
    NoThrow error;
    http::response<http::empty_body> head{static_cast<http::status>(response.status), 11};
    set_head(head, response);
    head.keep_alive(false);  // Its end is the connection's.
    http::response_serializer<http::empty_body> serializer(head);
    wait_for(stream);
    co_await http::async_write_header(stream, serializer,
                                      asio::redirect_error(asio::use_awaitable, error));
    asio::steady_timer pause(context);
    while (!error) {
      const auto piece = response.events->next();
      if (!piece) break;
      if (!piece->empty()) {
        wait_for(stream);
        co_await asio::async_write(stream, asio::buffer(*piece),
                                   asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
      }
      beast::get_lowest_layer(stream).expires_never();
      pause.expires_after(kBetweenEvents);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }

  // Answers before the body was read, and drops what is still on its way: a connection closed
  // over unread bytes is reset, and the answer with it.
  template <typename Stream>
  asio::awaitable<void> refuse(Stream& stream, Response response, const Request& request,
                               unsigned version) {
    const bool sent = co_await send(stream, std::move(response), false, request, version);
    if (!sent) co_return;
    NoThrow error;
    beast::get_lowest_layer(stream).socket().shutdown(tcp::socket::shutdown_send, error);
    std::vector<char> piece(kPiece);
    const WaitingClients::Place place(waiting, beast::get_lowest_layer(stream));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.idle_seconds);
    for (std::uint64_t dropped = 0; !error && dropped < kMostDropped;) {
      const auto pause = std::chrono::steady_clock::now() + std::chrono::seconds(2);
      beast::get_lowest_layer(stream).expires_at(std::min(end, pause));
      dropped += co_await beast::get_lowest_layer(stream).async_read_some(
          asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
    }
  }

  // The body into the taker, piece by piece. Nothing if the client went away, or was refused.
  template <typename Stream>
  asio::awaitable<std::optional<Response>> take_body(Stream& stream, beast::flat_buffer& buffer,
                                                     http::request_parser<http::empty_body>& head,
                                                     const Request& request,
                                                     std::unique_ptr<BodyTaker> taker) {
    http::request_parser<http::buffer_body> parser(std::move(head));
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      NoThrow error;
      http::response<http::empty_body> go_on{http::status::continue_, 11};
      co_await http::async_write(stream, go_on, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return std::nullopt;
    }
    std::vector<char> piece(kPiece);
    const auto begun = std::chrono::steady_clock::now();
    std::uint64_t taken = 0;
    while (!parser.is_done()) {
      NoThrow error;
      auto& body = parser.get().body();
      body.data = piece.data();
      body.size = piece.size();
      wait_for(stream);
      co_await http::async_read(stream, buffer, parser,
                                asio::redirect_error(asio::use_awaitable, error));
      if (error && error != http::error::need_buffer) co_return std::nullopt;
      taken += piece.size() - body.size;
      if (is_too_slow(taken, std::chrono::steady_clock::now() - begun)) co_return std::nullopt;
      auto refusal = taker->take({piece.data(), piece.size() - body.size});
      if (!refusal) continue;
      taker.reset();
      co_await refuse(stream, std::move(*refusal), request, 11);
      co_return std::nullopt;
    }
    if (!taker->finishes_slowly()) co_return taker->finish();
    co_return co_await asio::co_spawn(
        slow, [&taker]() -> asio::awaitable<Response> { co_return taker->finish(); },
        asio::use_awaitable);
  }

  // The whole body, then the handler's answer. Nothing if the connection has ended.
  template <typename Stream>
  asio::awaitable<std::optional<Response>> handle(Stream& stream, beast::flat_buffer& buffer,
                                                  http::request_parser<http::empty_body>& head,
                                                  Request& request) {
    if (request.content_length.value_or(0) > options.most_body_bytes) {
      auto said = malformed(true);
      co_await refuse(stream, std::move(said), request, 11);
      co_return std::nullopt;
    }
    http::request_parser<http::string_body> parser(std::move(head));
    parser.body_limit(options.most_body_bytes);
    NoThrow error;
    {
      const WaitingClients::Place place(waiting, beast::get_lowest_layer(stream));
      co_await http::async_read(stream, buffer, parser,
                                asio::redirect_error(asio::use_awaitable, error));
    }
    if (is_malformed(error)) {
      auto said = malformed(error == http::error::body_limit);
      co_await refuse(stream, std::move(said), request, 11);
    }
    if (error) co_return std::nullopt;
    request.body = std::move(parser.get().body());
    co_return handler(request);
  }

  template <typename Stream>
  asio::awaitable<void> converse(Stream& stream, const std::string& peer) {
    beast::flat_buffer buffer;
    for (;;) {
      NoThrow error;
      http::request_parser<http::empty_body> head;
      head.body_limit(boost::none);  // Known of the request only when its head is read.
      head.header_limit(16 * 1024);
      wait_for(stream);
      {
        const WaitingClients::Place place(waiting, beast::get_lowest_layer(stream));
        co_await http::async_read_header(stream, buffer, head,
                                         asio::redirect_error(asio::use_awaitable, error));
      }
      if (is_malformed(error)) {
        auto said = malformed(false);
        const Request nothing;
        co_await refuse(stream, std::move(said), nothing, 11);
      }
      if (error) break;
      auto request = head_of(head);
      request.peer = peer;
      const bool keep = head.get().keep_alive();
      const auto version = head.get().version();
      Reception reception;
      if (receptionist) reception = receptionist(request);
      if (auto* refusal = std::get_if<Response>(&reception)) {
        co_await refuse(stream, std::move(*refusal), request, version);
        break;
      }
      std::optional<Response> response;
      if (auto* taker = std::get_if<std::unique_ptr<BodyTaker>>(&reception))
        response = co_await take_body(stream, buffer, head, request, std::move(*taker));
      else
        response = co_await handle(stream, buffer, head, request);
      if (!response) break;
      if (response->events && request.method != "HEAD") {
        co_await send_events(stream, *response);
        break;
      }
      const bool sent = co_await send(stream, std::move(*response), keep, request, version);
      if (!sent || !keep) break;
    }
  }

  // A client from its first byte to its last.
  asio::awaitable<void> meet(tcp::socket socket) {
    NoThrow error;
    const auto from = socket.remote_endpoint(error);
    const auto peer = error ? std::string("?") : from.address().to_string();
    if (tls) {
      beast::ssl_stream<beast::tcp_stream> stream(std::move(socket), *tls);
      wait_for(stream);
      {
        const WaitingClients::Place place(waiting, beast::get_lowest_layer(stream));
        co_await stream.async_handshake(asio::ssl::stream_base::server,
                                        asio::redirect_error(asio::use_awaitable, error));
      }
      if (!error) {
        co_await converse(stream, peer);
        beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(2));
        co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
      }
      beast::get_lowest_layer(stream).socket().shutdown(tcp::socket::shutdown_send, error);
    } else {
      beast::tcp_stream stream(std::move(socket));
      co_await converse(stream, peer);
      stream.socket().shutdown(tcp::socket::shutdown_send, error);
    }
    --connections;
  }

  asio::awaitable<void> accept() {
    for (;;) {
      NoThrow error;
      // One strand a connection: its deadline runs beside its reads.
      tcp::socket socket(asio::make_strand(context));
      co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {  // Out of handles: wait for connections to end instead of spinning.
        asio::steady_timer pause(context, std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      // Full: whoever has said nothing for longest makes room. Nobody silent: the socket closes.
      if (connections >= options.most_connections && !waiting.drop_oldest()) continue;
      ++connections;
      const auto strand = socket.get_executor();
      asio::co_spawn(strand, meet(std::move(socket)), asio::detached);
    }
  }
};

base::Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler,
                                                    Receptionist receptionist) {
  NoThrow error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return base::failure(fmt::format("not an IP address: {}", options.address),
                         fmt::format("不是 IP 地址：{}", options.address));
  auto state = std::make_unique<State>(options, std::move(handler), std::move(receptionist));
  if (!options.certificate.empty())
    if (const auto set = state->set_tls(); !set) return base::failure_of(set);
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
  state_->slow.join();
}

}  // namespace aftercare::app
