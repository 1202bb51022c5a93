#include "served_shop.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace aftercare::scenario {

HttpAnswer http_exchange(int port, const std::string& bytes) {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  HttpAnswer answer;
  if (::connect(handle, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    ::close(handle);
    return answer;
  }
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto sent = ::send(handle, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string all;
  char part[4096];
  for (ssize_t got = 0; (got = ::recv(handle, part, sizeof part, 0)) > 0;)
    all.append(part, static_cast<std::size_t>(got));
  ::close(handle);
  const auto end = all.find("\r\n\r\n");
  answer.head = all.substr(0, end);
  if (end != all.npos) answer.body = all.substr(end + 4);
  if (all.size() > 12) answer.status = std::atoi(all.c_str() + 9);
  return answer;
}

HttpAnswer http_post(int port, const std::string& path, const std::string& body,
                     const std::vector<std::string>& headers) {
  std::string request = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
  for (const auto& header : headers) request += header + "\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return http_exchange(port, request);
}

Served::Served(const Shop& shop) : shop_(shop) {
  process_ = shop.start({"serve", "--port", "0", "--json"});
  // Other commands of the shop write to the same file: it must be read before they run.
  for (int i = 0; i < 600 && port_ == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    std::ifstream in(shop.folder() / ".out");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_object()) port_ = json.value("port", 0);
  }
  EXPECT_NE(port_, 0) << "the server does not start";
}

Served::~Served() {
  if (process_ <= 0) return;
  Shop::kill(process_, SIGTERM);
  EXPECT_EQ(Shop::wait(process_), 0);
}

void Served::kill() {
  Shop::kill(process_, SIGKILL);
  Shop::wait(process_);
  process_ = 0;
}

}  // namespace aftercare::scenario
