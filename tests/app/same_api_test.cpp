#include "app/http/same_api.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>

#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

class SameApiTest : public ServedWorkspace {
 protected:
  // Two pages of one address book that overlap in one person, and one complaint on two channels.
  void SetUp() override {
    ServedWorkspace::SetUp();
    std::string people = "id,name,phone,address\n";
    const char* given[] = {"建国", "秀英", "子涵", "浩然", "雨桐", "思远", "佳怡", "文博"};
    for (int i = 0; i < 120; ++i)
      people += fmt::format("a{},{}{},13{:09},杭州市幸福路{}号\n", i, i % 2 == 0 ? "顾" : "裴",
                            given[i * 5 % 8], (i * 7919L + 13) * 104729 % 1000000000, i * 37);
    for (int i = 0; i < 120; i += 10)
      people += fmt::format("b{},{}{},13{:09},杭州市幸福路{}号\n", i, i % 2 == 0 ? "顾" : "裴",
                            given[i * 5 % 8], (i * 7919L + 13) * 104729 % 1000000000, i * 37);
    take("people.csv", people, "customer",
         {{"id", "customer_id"}, {"name", "name"}, {"phone", "phone"}, {"address", "address"}});
    take(
        "said.csv",
        "no,via,who,at,said\n"
        "e1,email,a3,2026-03-01 09:00:00,上周三买的破壁机用了两次就漏水，底座里全是油，没有人处理\n"
        "h1,chat,a3,2026-03-02 09:00:00,上周三买的破壁机用了两次就漏水，底座里全是油，没有人处理\n",
        "case",
        {{"no", "case_id"},
         {"via", "channel"},
         {"who", "customer_id"},
         {"at", "opened_at"},
         {"said", "text"}});
  }

  // Compares and waits; what came of it, or the refusal.
  Answer compare() {
    auto answer = post("duplicates/compare", JsonBody::object());
    if (answer.status != 202) return answer;
    const auto id = answer.body.at("id").get<std::string>();
    while (answer.body.at("state") == "running") {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      answer = get("jobs/" + id);
    }
    return answer;
  }

  void take(const std::string& name, const std::string& rows, const std::string& entity,
            const JsonBody& fields) {
    const auto id = upload(name, rows).body.at("id").get<std::string>();
    post("uploads/" + id + "/ingest", {{"entity", entity}, {"fields", fields}});
    wait_for(id, "done");
  }
};

TEST_F(SameApiTest, WhatIsNewIsComparedOnDemand) {
  auto summary = get("duplicates/summary").body;
  EXPECT_EQ(summary["customer"]["waiting"], 132);
  EXPECT_TRUE(summary["customer"]["compared_at"].is_null());
  const auto done = compare();
  EXPECT_EQ(done.body["state"], "done") << done.body;
  EXPECT_EQ(done.body["result"]["customer"]["repeated"], 12);
  EXPECT_EQ(done.body["result"]["case"]["repeated"], 1);
  summary = get("duplicates/summary").body;
  EXPECT_EQ(summary["customer"]["waiting"], 0);
  EXPECT_EQ(summary["customer"]["states"]["joined"], 12);
  EXPECT_EQ(summary["case"]["states"]["joined"], 1);
}

TEST_F(SameApiTest, APairStandsSideBySideMaskedWithItsReasons) {
  compare();
  const auto page = post("duplicates/pairs", {{"entity", "customer"}, {"page_size", 5}}).body;
  EXPECT_EQ(page["total"], 12);
  EXPECT_EQ(page["rows"].size(), 5U);
  const auto pair =
      post("duplicates/pair", {{"entity", "customer"}, {"one", "b10"}, {"other", "a10"}});
  ASSERT_EQ(pair.status, 200) << pair.body;
  EXPECT_EQ(pair.body["one"]["key"], "a10");
  EXPECT_EQ(pair.body["state"], "joined");
  EXPECT_EQ(pair.body["one"]["group"].size(), 2U);
  EXPECT_EQ(pair.body.dump().find("13829"), std::string::npos);
  EXPECT_EQ(pair.body.dump().find("幸福路"), std::string::npos);
  const auto& why = pair.body.at("why");
  double sum = why["prior"].get<double>() + why["others"].get<double>();
  for (const auto& field : why["fields"]) sum += field["weight"].get<double>();
  EXPECT_GT(sum, 4);
  // The score is what the parts add up to.
  EXPECT_NEAR(pair.body["score"].get<double>(), 1 / (1 + std::exp2(-sum)), 0.01);
  EXPECT_EQ(post("duplicates/pair", {{"entity", "case"}, {"one", "e1"}, {"other", "zz"}}).status,
            404);
}

TEST_F(SameApiTest, SplitMergeAndUndo) {
  compare();
  const auto split =
      post("duplicates/say", {{"entity", "customer"}, {"same", false}, {"keys", {"a10", "b10"}}});
  ASSERT_EQ(split.status, 200) << split.body;
  EXPECT_EQ(post("duplicates/pairs", {{"entity", "customer"}, {"state", "apart"}}).body["total"],
            1);
  compare();
  EXPECT_EQ(post("duplicates/group", {{"entity", "customer"}, {"key", "a10"}}).body["size"], 1);
  EXPECT_EQ(post("duplicates/undo", {{"id", split.body["verdict"]}}).status, 200);
  EXPECT_EQ(post("duplicates/group", {{"entity", "customer"}, {"key", "a10"}}).body["size"], 2);
  const auto merged = post("duplicates/say",
                           {{"entity", "customer"}, {"same", true}, {"keys", {"a1", "a2", "a3"}}});
  EXPECT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(post("duplicates/group", {{"entity", "customer"}, {"key", "a2"}}).body["size"], 3);
  const auto said = post("duplicates/verdicts", {{"entity", "customer"}}).body["verdicts"];
  EXPECT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0]["by"], "dashboard");
  EXPECT_EQ(said[2]["undone_by"], "dashboard");
}

TEST_F(SameApiTest, ANearCopyIsAFindingOfItsCase) {
  compare();
  const auto found = post("findings", {{"rule", "near_copy"}}).body;
  EXPECT_EQ(found["total"], 1);
  EXPECT_EQ(found["rows"][0]["before"], "e1");
  EXPECT_EQ(found["rows"][0]["case"], "h1");
  EXPECT_EQ(post("duplicates", JsonBody::object()).body["total"], 0);  // Nothing was dropped.
}

// Reads from the stream until a text stands in it, or for ten seconds.
std::string read_until(int handle, const std::string& wanted) {
  timeval limit{10, 0};
  ::setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string all;
  char part[4096];
  while (all.find(wanted) == all.npos) {
    const auto got = ::recv(handle, part, sizeof part, 0);
    if (got <= 0) break;
    all.append(part, static_cast<std::size_t>(got));
  }
  return all;
}

TEST_F(SameApiTest, AComparisonTellsItsProgressAsEvents) {
  const int stream = connect_to(server_->port());
  send_all(stream,
           "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie_ + "\r\n\r\n");
  const auto first = read_until(stream, "event: jobs\ndata: {\"jobs\":[]}\n\n");
  EXPECT_NE(first.find("200 OK"), std::string::npos) << first;
  EXPECT_NE(first.find("text/event-stream"), std::string::npos);
  EXPECT_NE(first.find("event: uploads\ndata: {"), std::string::npos);
  EXPECT_EQ(post("duplicates/compare", JsonBody::object()).status, 202);
  const auto later = read_until(stream, "\"state\":\"done\"");
  EXPECT_NE(later.find("\"kind\":\"compare\""), std::string::npos) << later;
  ::close(stream);
}

TEST_F(SameApiTest, EventsAreForWhoIsSignedIn) {
  const auto said = talk_to(server_->port(),
                            "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            "Connection: close\r\n\r\n");
  EXPECT_NE(said.find(" 401 "), std::string::npos) << said;
}

TEST_F(SameApiTest, OnlyJobsThatRunCanBeStopped) {
  const auto done = compare();
  const auto id = done.body.at("id").get<std::string>();
  EXPECT_EQ(post("jobs/" + id + "/stop", JsonBody::object()).status, 400);
  EXPECT_EQ(post("jobs/nothing-7/stop", JsonBody::object()).status, 404);
  EXPECT_EQ(post("jobs/" + id, JsonBody::object()).status, 405);
  EXPECT_EQ(get("jobs/nothing-7").status, 404);
  EXPECT_EQ(get("jobs").body["jobs"].size(), 1U);
}

TEST_F(SameApiTest, NonsenseIsRefused) {
  EXPECT_EQ(post("duplicates/pairs", {{"entity", "order"}}).status, 400);
  EXPECT_EQ(post("duplicates/say", {{"entity", "case"}, {"keys", {"e1"}}}).status, 400);
  EXPECT_EQ(
      post("duplicates/say", {{"entity", "case"}, {"same", true}, {"keys", {"e1", "no"}}}).status,
      400);
  EXPECT_EQ(post("duplicates/undo", {{"id", "x"}}).status, 400);
  EXPECT_EQ(post("duplicates/undo", {{"id", 7}}).status, 400);
  EXPECT_EQ(post("duplicates/nothing", JsonBody::object()).status, 404);
  const std::lock_guard writing(session_->writing());
  EXPECT_EQ(post("duplicates/compare", JsonBody::object()).status, 409);
}

}  // namespace
}  // namespace aftercare::app
