// Clients that send nonsense, too much, too slowly, or come in thousands: the server stays up and
// goes on answering those who ask properly. scripts/test --long: with ten thousand connections.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "app/http/server.hpp"
#include "place/long_tests.hpp"
#include "place/place.hpp"
#include "talk.hpp"

namespace aftercare::app {
namespace {

Response fine(const Request&) {
  return {200, "text/plain", "fine", {}};
}

const std::string kProper = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

bool answers(std::uint16_t port) {
  return talk_to(port, kProper).find("fine") != std::string::npos;
}

class HostileClientsTest : public testing::Test {
 protected:
  void serve(ServerOptions options) {
    options.port = 0;
    auto server = Server::start(options, fine);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }
  std::uint16_t port() const { return server_->port(); }

  std::unique_ptr<Server> server_;
};

// A connection that says something and then waits; closed when it goes.
struct Held {
  explicit Held(std::uint16_t to, const std::string& said = {}) : handle(connect_to(to)) {
    send_all(handle, said);
  }
  ~Held() { ::close(handle); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  int handle;
};

TEST_F(HostileClientsTest, MalformedRequestsAreRefusedAndNothingMore) {
  serve({.idle_seconds = 2});
  const std::string long_line(100'000, 'a');
  const std::string requests[] = {
      "\r\n\r\n",
      "nonsense\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
      "GET / HTTP/1.1\r\n: empty\r\n\r\n",
      "GET /" + long_line + " HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: " + long_line + "\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
      std::string("GET /\0 HTTP/1.1\r\n\r\n", 19),
      std::string(5000, '\0'),
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  // TLS where none is spoken.
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  };
  for (const auto& request : requests) {
    const auto said = talk_to(port(), request);
    EXPECT_EQ(said.find("HTTP/1.1 200"), std::string::npos)
        << request.substr(0, 80) << " -> " << said.substr(0, 200);
    EXPECT_TRUE(answers(port())) << "after " << request.substr(0, 80);
  }
}

TEST_F(HostileClientsTest, RandomBytesEndNothing) {
  serve({.idle_seconds = 1});
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string bytes = i % 2 == 0 ? kProper : std::string(300, ' ');
    for (int changed = 0; changed < 1 + i % 20; ++changed)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (i % 2 == 1)
      for (auto& byte : bytes) byte = static_cast<char>(random());
    Held client(port(), bytes);
  }
  EXPECT_TRUE(answers(port()));
}

TEST_F(HostileClientsTest, ABodyLargerThanAllowedIsRefusedWithoutBeingKept) {
  serve({.most_body_bytes = 1000, .idle_seconds = 2});
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
  EXPECT_NE(
      talk_to(port(), head + "Content-Length: 1001\r\n\r\n" + std::string(1001, 'x')).find(" 413 "),
      std::string::npos);
  std::string chunks;
  for (int i = 0; i < 20; ++i) chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  EXPECT_NE(talk_to(port(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n")
                .find(" 413 "),
            std::string::npos);
  EXPECT_TRUE(answers(port()));
}

TEST_F(HostileClientsTest, WhoTricklesIsLetGo) {
  serve({.idle_seconds = 1});
  Held client(port());
  const auto begun = std::chrono::steady_clock::now();
  bool open = true;
  for (int i = 0; open && i < 100; ++i) {  // A byte of the head every 100 ms, for ten seconds.
    open = ::send(client.handle, "G", 1, MSG_NOSIGNAL) == 1;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_FALSE(open) << "the head has to come within the time, not only its next byte";
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(9));
  EXPECT_TRUE(answers(port()));
}

TEST_F(HostileClientsTest, WhoTricklesABodyIsLetGoToo) {
  serve({.idle_seconds = 1});
  for (const char* head : {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n",
                           // Too large: what still comes is dropped, but not for ever.
                           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"}) {
    Held client(port(), head);
    bool open = true;
    for (int i = 0; open && i < 80; ++i) {
      open = ::send(client.handle, "b", 1, MSG_NOSIGNAL) == 1;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_FALSE(open) << head;
  }
  EXPECT_TRUE(answers(port()));
}

// What this process holds: the clients of a test and its server alike.
std::size_t open_handles() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

std::size_t resident_mb() {
  std::ifstream status("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  status >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) >> 20;
}

TEST_F(HostileClientsTest, ACrowdOfSlowClientsKeepsNobodyOut) {
  const std::size_t crowd = place::long_tests() ? 10'000 : 1'000;
  const std::size_t places = crowd / 4;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < crowd + places + 500)
    GTEST_SKIP() << "this place allows too few handles: " << limit.rlim_cur;
  serve({.idle_seconds = 60, .most_connections = places});
  const auto memory = resident_mb();
  const auto handles = open_handles();
  const std::string said[] = {
      "", "GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nbody",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"};
  std::vector<std::unique_ptr<Held>> clients;
  std::size_t answered = 0;
  for (std::size_t i = 0; i < crowd; ++i) {
    clients.push_back(std::make_unique<Held>(port(), said[i % std::size(said)]));
    if (i % (crowd / 20) == 0 && answers(port())) ++answered;
  }
  EXPECT_EQ(answered, 20U) << "whoever asks is answered while they come";
  EXPECT_LE(open_handles(), handles + crowd + places + 100);
  if (!place::kSanitized) {  // Sanitizers hold stacks and freed memory of their own.
    EXPECT_LE(resident_mb(), memory + 20 + places / 10) << "about 100 KB a place";
  }
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(answers(port()));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  clients.clear();
  EXPECT_TRUE(answers(port()));
}

TEST_F(HostileClientsTest, EveryAnswerCarriesWhatKeepsABrowserSafe) {
  serve({});
  const auto said = talk_to(port(), kProper);
  for (const auto* header :
       {"X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: same-origin", "default-src 'none'", "script-src 'self'",
        "frame-ancestors 'none'", "base-uri 'none'"})
    EXPECT_NE(said.find(header), std::string::npos) << header << " in " << said;
  EXPECT_EQ(said.find("script-src 'self' 'unsafe"), std::string::npos);
}

}  // namespace
}  // namespace aftercare::app
