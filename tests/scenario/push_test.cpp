// Rows that other programs send to the server, as they would send them.

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "program.hpp"
#include "served_shop.hpp"

namespace aftercare::scenario {
namespace {

constexpr const char* kJson = "Content-Type: application/json";
constexpr const char* kLines = "Content-Type: application/x-ndjson";

std::string ticket(int number, const std::string& text) {
  return R"({"case_id":"P)" + std::to_string(number) +
         R"(","channel":"ticket","opened_at":"2026-03-01T08:00:00Z","content":")" + text + " " +
         std::to_string(number) + R"(","rating":4})";
}

class Push : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(shop_.run({"init", "shop"}).code, 0);
    std::ofstream(shop_.workspace() / "aftercare.yaml")
        << "name: shop\nsources:\n  - {name: app, kind: push, mapping: case}\n  - {name: other, "
           "kind: push, mapping: case}\n  - {name: guess, kind: push}\n";
    token_ = token_of("app");
  }
  std::string token_of(const std::string& source) {
    const auto made = shop_.run({"source", "token", source, "--json"});
    EXPECT_EQ(made.code, 0) << made.err;
    return made.json().value("token", "");
  }
  HttpAnswer push(const Served& served, const std::string& body, const char* type = kJson,
                  const std::string& key = "") {
    std::vector<std::string> headers = {type, "Authorization: Bearer " + token_};
    if (!key.empty()) headers.push_back("Idempotency-Key: " + key);
    return http_post(served.port(), "/api/v1/intake/app", body, headers);
  }
  int cases() {
    const auto outcome = shop_.run({"query", "cases", "--json"});
    return outcome.json().at("total").at("cases");
  }

  Shop shop_;
  std::string token_;
};

void expect_rows(const HttpAnswer& answer, int rows, int stored, int duplicates, int quarantined) {
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto json = answer.json();
  ASSERT_TRUE(json.is_object()) << answer.body;
  EXPECT_EQ(json.at("rows"), rows) << answer.body;
  EXPECT_EQ(json.at("stored"), stored) << answer.body;
  EXPECT_EQ(json.at("duplicates"), duplicates) << answer.body;
  EXPECT_EQ(json.at("quarantined"), quarantined) << answer.body;
  EXPECT_EQ(json.at("balanced"), true);
}

std::string code_of(const HttpAnswer& answer) {
  const auto json = answer.json();
  if (!json.is_object() || !json.contains("error")) return answer.body;
  EXPECT_FALSE(json["error"].value("message", "").empty());
  EXPECT_FALSE(json["error"].value("message_zh", "").empty());
  return json["error"].value("code", "");
}

TEST_F(Push, TakesObjectsArraysAndLines) {
  const Served served(shop_);
  expect_rows(push(served, ticket(1, "充不进电 😡")), 1, 1, 0, 0);
  expect_rows(push(served, "[" + ticket(2, "a") + ",\n" + ticket(3, "b") + "]"), 2, 2, 0, 0);
  expect_rows(push(served, ticket(4, "c") + "\n" + ticket(1, "充不进电 😡") + "\nno json\n", kLines),
              3, 1, 1, 1);
  expect_rows(push(served, "[]"), 0, 0, 0, 0);
  expect_rows(push(served,
                   "{\n  \"case_id\": \"P9\",\n  \"channel\": \"ticket\",\n  \"content\": "
                   "\"over lines\", \"opened_at\": \"2026-03-01T08:00:00Z\"\n}\n"),
              1, 1, 0, 0);
  EXPECT_EQ(cases(), 5);
}

TEST_F(Push, ARepeatedKeyIsAnsweredAlikeAndStoresNothing) {
  {
    const Served served(shop_);
    const auto first = push(served, ticket(1, "a"), kJson, "k-1");
    expect_rows(first, 1, 1, 0, 0);
    EXPECT_EQ(first.json().at("repeated"), false);
    const auto second = push(served, ticket(1, "a"), kJson, "k-1");
    expect_rows(second, 1, 1, 0, 0);
    EXPECT_EQ(second.json().at("repeated"), true);
    EXPECT_EQ(second.json().at("file"), first.json().at("file"));
    const auto other = push(served, ticket(2, "a"), kJson, "k-1");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(code_of(other), "key_reused");
    EXPECT_EQ(cases(), 1);
  }
  const Served again(shop_);  // A restart forgets nothing.
  EXPECT_EQ(push(again, ticket(1, "a"), kJson, "k-1").json().at("repeated"), true);
  EXPECT_EQ(push(again, ticket(2, "a"), kJson, "k-1").status, 409);
}

TEST_F(Push, OnlyWithTheSourcesToken) {
  const Served served(shop_);
  const auto to = [&](const std::string& path, const std::string& token) {
    return http_post(served.port(), path, ticket(1, "a"), {kJson, "Authorization: " + token});
  };
  for (const auto& token :
       {std::string("Bearer wrong"), std::string("Bearer "), token_, "Bearer " + token_ + "x"}) {
    const auto answer = to("/api/v1/intake/app", token);
    EXPECT_EQ(answer.status, 401) << token;
    EXPECT_EQ(code_of(answer), "no_token");
  }
  EXPECT_EQ(to("/api/v1/intake/other", "Bearer " + token_).status, 401) << "another source's";
  EXPECT_EQ(to("/api/v1/intake/nowhere", "Bearer " + token_).status, 401);
  EXPECT_EQ(to("/api/v1/intake/", "Bearer " + token_).status, 401);
  EXPECT_EQ(to("/api/v1/ledger", "Bearer " + token_).status, 401) << "it opens nothing else";
  const auto old = token_;
  token_ = token_of("app");
  EXPECT_EQ(to("/api/v1/intake/app", "Bearer " + old).status, 401)
      << "void since there is a new one";
  EXPECT_EQ(to("/api/v1/intake/app", "Bearer " + token_).status, 200);
  const auto refused = shop_.run({"source", "token", "nowhere"});
  EXPECT_EQ(refused.code, 2);
  std::ifstream store(shop_.workspace() / "aftercare.duckdb", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(store), {}};
  EXPECT_EQ(bytes.find(token_), std::string::npos);
}

TEST_F(Push, SaysWhatIsWrongAndStoresNothing) {
  const Served served(shop_);
  const auto expect = [&](const HttpAnswer& answer, int status, const std::string& code) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(code_of(answer), code);
    EXPECT_EQ(answer.body.find("/proc"), std::string::npos) << answer.body;
  };
  expect(push(served, ""), 400, "bad_json");
  expect(push(served, "no json"), 400, "bad_json");
  expect(push(served, "[1, 2]"), 400, "bad_json");
  expect(push(served, "[" + ticket(1, "cut off") + ","), 400, "bad_json");
  expect(push(served, "\x1F\x8B\x08"), 400, "bad_json");
  expect(push(served, "PK\x03\x04packed", kLines), 400, "bad_json");
  expect(push(served, ticket(1, "a"), "Content-Type: text/csv"), 415, "content_type");
  expect(push(served, ticket(1, "a"), kJson, std::string(300, 'k')), 400, "bad_request");
  const auto guess = token_of("guess");
  expect(http_post(served.port(), "/api/v1/intake/guess", R"({"x": 1})",
                   {kJson, "Authorization: Bearer " + guess}),
         422, "no_mapping");
  const auto get = http_exchange(served.port(),
                                 "GET /api/v1/intake/app HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                 "Connection: close\r\n\r\n");
  expect(get, 405, "method");
  const auto large =
      http_exchange(served.port(),
                    "POST /api/v1/intake/app HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    "Content-Type: application/json\r\nAuthorization: Bearer " +
                        token_ + "\r\nContent-Length: 33554433\r\n\r\n");
  expect(large, 413, "too_large");
  EXPECT_EQ(cases(), 0);
}

TEST_F(Push, ManyAtOnceAreEachAnsweredWithTheirOwn) {
  const Served served(shop_);
  std::vector<std::thread> senders;
  std::atomic<int> good = 0;
  for (int sender = 0; sender < 8; ++sender)
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 5; ++i) {
        const auto answer = push(served, ticket(sender * 100 + i, "at once"), kJson,
                                 "k" + std::to_string(sender) + "-" + std::to_string(i));
        good += answer.status == 200 && answer.json().value("stored", 0) == 1;
      }
    });
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(good, 40);
  EXPECT_EQ(cases(), 40);
}

// kill -9 while rows come in: what was answered is stored, and a repetition doubles nothing.
TEST_F(Push, CrashLosesNothingThatWasAnswered) {
  std::vector<int> answered;
  {
    Served served(shop_);
    std::atomic<bool> ending = false;
    std::atomic<int> answers = 0;
    std::thread sender([&] {
      for (int i = 0; !ending && i < 10'000; ++i)
        if (push(served, ticket(i, "row"), kJson, "k" + std::to_string(i)).status == 200) {
          answered.push_back(i);
          ++answers;
        }
    });
    for (int i = 0; answers < 20 && i < 3000; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    served.kill();
    ending = true;
    sender.join();
  }
  const Served served(shop_);
  ASSERT_FALSE(answered.empty());
  const int sent = answered.back() + 2;
  for (int i = 0; i < sent; ++i)
    EXPECT_EQ(push(served, ticket(i, "row"), kJson, "k" + std::to_string(i)).status, 200);
  EXPECT_EQ(cases(), sent);
}

}  // namespace
}  // namespace aftercare::scenario
