#include "app/http/outward.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>

namespace aftercare::app {
namespace {

namespace outer = boost::asio;
namespace wire = boost::beast;
using Failed = boost::system::error_code;

struct Target {
  bool secure = true;
  std::string host;
  std::string port;
  std::string path = "/";
};

std::optional<Target> target_of(std::string_view url) {
  Target target;
  if (url.starts_with("https://"))
    url.remove_prefix(8);
  else if (url.starts_with("http://"))
    target.secure = false, url.remove_prefix(7);
  else
    return std::nullopt;
  const auto slash = std::min(url.find_first_of("/?#"), url.size());
  auto authority = url.substr(0, slash);
  if (slash < url.size() && url[slash] == '/') target.path = std::string(url.substr(slash));
  if (authority.find('@') != authority.npos) return std::nullopt;
  const auto colon = authority.rfind(':');
  target.port = target.secure ? "443" : "80";
  if (colon != authority.npos && authority.find(']', colon) == authority.npos) {
    target.port = std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
  }
  target.host = std::string(authority);
  const bool here = target.host == "127.0.0.1" || target.host == "localhost";
  if (target.host.empty() || (!target.secure && !here)) return std::nullopt;
  if (url.find_first_of(" \r\n\t") != url.npos) return std::nullopt;
  return target;
}

struct Said {
  unsigned status = 0;
  std::string body;
  std::string failure;
};

template <typename Stream>
outer::awaitable<void> exchange(Stream& stream, const Target& target, const OutwardRequest& request,
                                Said& said) {
  Failed error;
  const auto get = request.form.empty();
  wire::http::request<wire::http::string_body> message{
      get ? wire::http::verb::get : wire::http::verb::post, target.path, 11};
  message.set(wire::http::field::host, target.host);
  message.set(wire::http::field::accept, "application/json");
  message.set(wire::http::field::connection, "close");
  if (!get) {
    message.set(wire::http::field::content_type, "application/x-www-form-urlencoded");
    message.body() = request.form;
  }
  message.prepare_payload();
  co_await wire::http::async_write(stream, message,
                                   outer::redirect_error(outer::use_awaitable, error));
  wire::flat_buffer buffer;
  wire::http::response_parser<wire::http::string_body> parser;
  parser.body_limit(std::uint64_t{1} << 20);
  if (!error)
    co_await wire::http::async_read(stream, buffer, parser,
                                    outer::redirect_error(outer::use_awaitable, error));
  if (error) {
    said.failure = error.message();
    co_return;
  }
  said.status = parser.get().result_int();
  said.body = std::move(parser.get().body());
}

outer::awaitable<void> converse_outward(outer::io_context& context, const Target& target,
                                        const OutwardRequest& request, Said& said) {
  Failed error;
  outer::ip::tcp::resolver resolver(context);
  const auto places = co_await resolver.async_resolve(
      target.host, target.port, outer::redirect_error(outer::use_awaitable, error));
  wire::tcp_stream plain(context);
  plain.expires_after(request.most);
  if (!error)
    co_await plain.async_connect(places, outer::redirect_error(outer::use_awaitable, error));
  if (error) {
    said.failure = error.message();
    co_return;
  }
  if (!target.secure) {
    co_await exchange(plain, target, request, said);
    co_return;
  }
  outer::ssl::context tls(outer::ssl::context::tls_client);
  if (request.roots.empty())
    tls.set_default_verify_paths(error);
  else
    tls.load_verify_file(request.roots, error);
  tls.set_verify_mode(outer::ssl::verify_peer);
  wire::ssl_stream<wire::tcp_stream> stream(std::move(plain), tls);
  stream.set_verify_callback(outer::ssl::host_name_verification(target.host), error);
  SSL_set_tlsext_host_name(stream.native_handle(), target.host.c_str());
  wire::get_lowest_layer(stream).expires_after(request.most);
  if (!error)
    co_await stream.async_handshake(outer::ssl::stream_base::client,
                                    outer::redirect_error(outer::use_awaitable, error));
  if (error) {
    said.failure = error.message();
    co_return;
  }
  co_await exchange(stream, target, request, said);
}

}  // namespace

base::Result<std::string> ask_outward(const OutwardRequest& request) {
  const auto target = target_of(request.url);
  if (!target)
    return base::failure(fmt::format("not an address that may be asked: {}", request.url),
                         fmt::format("不是可访问的地址：{}", request.url));
  outer::io_context context(1);
  Said said;
  std::exception_ptr thrown;
  outer::co_spawn(context, converse_outward(context, *target, request, said),
                  [&thrown](std::exception_ptr one) { thrown = std::move(one); });
  context.run_for(request.most + std::chrono::seconds(1));
  if (thrown || said.status != 200)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("no answer from {}: {}", target->host,
                    said.failure.empty() ? fmt::format("status {}", said.status) : said.failure),
        fmt::format("{} 没有应答：{}", target->host,
                    said.failure.empty() ? fmt::format("状态 {}", said.status) : said.failure));
  return std::move(said.body);
}

}  // namespace aftercare::app
