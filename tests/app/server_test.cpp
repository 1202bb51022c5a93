#include "app/http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "app/http/static_files.hpp"
#include "talk.hpp"

namespace aftercare::app {
namespace {

Response echo(const Request& request) {
  return {200,
          "text/plain",
          request.method + " " + request.path + "?" + request.query + " " + request.body,
          {}};
}

// Counts what it takes; refuses more than a million bytes.
class Counter final : public BodyTaker {
 public:
  Counter(std::atomic<int>& alive, std::size_t& longest) : alive_(alive), longest_(longest) {
    ++alive_;
  }
  ~Counter() override { --alive_; }
  std::optional<Response> take(std::string_view piece) override {
    bytes_ += piece.size();
    longest_ = std::max(longest_, piece.size());
    if (bytes_ > 1'000'000) return Response{413, "text/plain", "enough", {}};
    return std::nullopt;
  }
  Response finish() override { return {200, "text/plain", std::to_string(bytes_), {}}; }

 private:
  std::atomic<int>& alive_;
  std::size_t& longest_;
  std::size_t bytes_ = 0;
};

}  // namespace

TEST(ServerTest, ALargeBodyGoesToItsTakerPieceByPiece) {
  std::atomic<int> alive = 0;
  std::size_t longest = 0;
  auto server = Server::start({.port = 0, .most_body_bytes = 64}, echo,
                              [&](const Request& head) -> Reception {
                                if (head.path == "/no")
                                  return Response{403, "text/plain", "no", {}};
                                if (head.path != "/big") return {};
                                return std::make_unique<Counter>(alive, longest);
                              });
  ASSERT_TRUE(server.has_value()) << server.error().message;
  const auto port = (*server)->port();
  const auto post = [&](const std::string& path, std::size_t size) {
    return talk_to(port, "POST " + path +
                             " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
                             std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
  };
  EXPECT_NE(post("/big", 900'000).find("\r\n\r\n900000"), std::string::npos);
  EXPECT_LT(longest, 900'000U) << "it is never in memory whole";
  EXPECT_NE(post("/big", 9'000'000).find(" 413 "), std::string::npos) << "the sender hears why";
  EXPECT_NE(post("/no", 5'000'000).find(" 403 "), std::string::npos);
  EXPECT_NE(post("/small", 60).find(std::string(60, 'x')), std::string::npos);
  EXPECT_NE(post("/small", 65).find(" 413 "), std::string::npos);
  EXPECT_NE(talk_to(port,
                    "POST /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: "
                    "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                .find("\r\n\r\n5"),
            std::string::npos);
  EXPECT_EQ(alive, 0) << "every taker is gone with its request";
}

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
