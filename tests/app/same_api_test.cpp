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
  const auto done = post("duplicates/compare", JsonBody::object());
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.body["customer"]["repeated"], 12);
  EXPECT_EQ(done.body["case"]["repeated"], 1);
  summary = get("duplicates/summary").body;
  EXPECT_EQ(summary["customer"]["waiting"], 0);
  EXPECT_EQ(summary["customer"]["states"]["joined"], 12);
  EXPECT_EQ(summary["case"]["states"]["joined"], 1);
}

TEST_F(SameApiTest, APairStandsSideBySideMaskedWithItsReasons) {
  post("duplicates/compare", JsonBody::object());
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
  post("duplicates/compare", JsonBody::object());
  const auto split =
      post("duplicates/say", {{"entity", "customer"}, {"same", false}, {"keys", {"a10", "b10"}}});
  ASSERT_EQ(split.status, 200) << split.body;
  EXPECT_EQ(post("duplicates/pairs", {{"entity", "customer"}, {"state", "apart"}}).body["total"],
            1);
  post("duplicates/compare", JsonBody::object());
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
  post("duplicates/compare", JsonBody::object());
  const auto found = post("findings", {{"rule", "near_copy"}}).body;
  EXPECT_EQ(found["total"], 1);
  EXPECT_EQ(found["rows"][0]["before"], "e1");
  EXPECT_EQ(found["rows"][0]["case"], "h1");
  EXPECT_EQ(post("duplicates", JsonBody::object()).body["total"], 0);  // Nothing was dropped.
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
