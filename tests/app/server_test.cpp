#include "app/http/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "app/http/static_files.hpp"

namespace aftercare::app {
namespace {

// Sends bytes as they are and reads until the server closes.
std::string talk_to(std::uint16_t port, const std::string& bytes) {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(handle, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  EXPECT_EQ(::send(handle, bytes.data(), bytes.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(bytes.size()));
  std::string all;
  char part[4096];
  for (;;) {
    const auto got = ::recv(handle, part, sizeof part, 0);
    if (got <= 0) break;
    all.append(part, static_cast<std::size_t>(got));
  }
  ::close(handle);
  return all;
}

Response echo(const Request& request) {
  return {200,
          "text/plain",
          request.method + " " + request.path + "?" + request.query + " " + request.body,
          {}};
}

}  // namespace

TEST(ServerTest, AnswersAndSurvivesNonsense) {
  auto server = Server::start({.port = 0, .most_body_bytes = 64}, echo);
  ASSERT_TRUE(server.has_value()) << server.error().message;
  const auto port = (*server)->port();
  const auto good =
      talk_to(port, "GET /a%20b?c=d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(good.find("GET /a b?c=d"), good.npos) << good;
  EXPECT_NE(good.find("X-Content-Type-Options: nosniff"), good.npos);
  EXPECT_NE(talk_to(port, "nonsense\r\n\r\n").find(" 400 "), std::string::npos);
  const auto large =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n" + std::string(999, 'x');
  EXPECT_NE(talk_to(port, large).find(" 413 "), std::string::npos);
  EXPECT_NE(talk_to(port, "GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x')).find(" 400 "),
            std::string::npos);
  EXPECT_NE(talk_to(port, "GET /still HTTP/1.1\r\nConnection: close\r\n\r\n").find("/still"),
            std::string::npos);
}

TEST(ServerTest, ATakenPortIsSaid) {
  const auto first = Server::start({.port = 0}, echo);
  ASSERT_TRUE(first.has_value());
  const auto second = Server::start({.port = (*first)->port()}, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, base::ErrorKind::usage);
  EXPECT_NE(second.error().message.find("--port"), std::string::npos);
}

TEST(ServerTest, ValuesOfQueriesAndCookies) {
  EXPECT_EQ(value_of("a=1&token=x%2Fy&b", '&', "token"), "x/y");
  EXPECT_EQ(value_of("a=1; aftercare_session=abc", ';', "aftercare_session"), "abc");
  EXPECT_EQ(value_of("xtoken=1", '&', "token"), "");
  EXPECT_EQ(value_of("", '&', "token"), "");
  EXPECT_EQ(value_of("token=%zz%4", '&', "token"), "%zz%4");
}

TEST(StaticFilesTest, NeverLeavesItsFolder) {
  const auto root = std::filesystem::temp_directory_path() / "static_files_test";
  std::filesystem::create_directories(root / "web" / "assets");
  std::ofstream(root / "secret.txt") << "secret";
  std::ofstream(root / "web" / "index.html") << "<page>";
  std::ofstream(root / "web" / "assets" / "a.js") << "code";
  const auto get = [&](const std::string& path) {
    Request request;
    request.path = path;
    return static_file(root / "web", request);
  };
  EXPECT_EQ(get("/").body, "<page>");
  EXPECT_EQ(get("/cases").body, "<page>") << "the page routes itself";
  EXPECT_EQ(get("/assets/a.js").content_type, "text/javascript; charset=utf-8");
  for (const char* path :
       {"/../secret.txt", "/assets/../../secret.txt", "//etc/hosts.x", "/missing.js"})
    EXPECT_EQ(get(path).status, 404U) << path;
  std::filesystem::remove_all(root);
}

}  // namespace aftercare::app
