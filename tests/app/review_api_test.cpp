#include "app/http/review_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <mutex>

#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

class ReviewApiTest : public ServedWorkspace {
 protected:
  // Two spellings of one status that no list has, and one that is like nothing.
  void SetUp() override {
    ServedWorkspace::SetUp();
    const auto id = upload("feedback.csv",
                           "no,via,state,said\n"
                           "1,email,已解决了,The charger broke\n"
                           "2,email,Reslvedd,The screen broke\n"
                           "3,email,zzzzzz,Where is it\n"
                           "4,email,已关闭（待回访）,Still broken\n")
                        .body.at("id")
                        .get<std::string>();
    post("uploads/" + id + "/ingest",
         {{"entity", "case"},
          {"fields",
           {{"no", "case_id"}, {"via", "channel"}, {"state", "status"}, {"said", "text"}}}});
    wait_for(id, "done");
  }

  JsonBody cluster_of(const std::string& code) const {
    const auto review = get("review").body;
    for (const auto& cluster : review.at("clusters"))
      if (cluster.at("code") == code) return cluster;
    return nullptr;
  }
};

TEST_F(ReviewApiTest, ValuesOfOneMeaningStandTogetherAndAreDecidedTogether) {
  const auto near = cluster_of("resolved");
  ASSERT_TRUE(near.is_object()) << get("review").body.dump();
  EXPECT_EQ(near.at("values").size(), 2U);
  EXPECT_EQ(near.at("stored"), 2);
  EXPECT_EQ(cluster_of("").at("values").size(), 1U);

  JsonBody values = JsonBody::array();
  for (const auto& value : near["values"]) values.push_back(value["value"]);
  const auto done =
      post("review/decide",
           {{"entity", "case"}, {"field", "status"}, {"values", values}, {"code", "resolved"}});
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.body.at("changed"), 2);
  EXPECT_TRUE(cluster_of("resolved").is_null());
  const auto found = post("findings", {{"rule", "decided_value"}}).body;
  EXPECT_EQ(found.at("total"), 2);
  EXPECT_EQ(found["rows"][0]["kind"], "repaired");
  EXPECT_EQ(found["rows"][0]["after"], "resolved");
  EXPECT_EQ(get("ledger").body["total"]["repaired"], 2);

  for (const auto& decision : done.body.at("decisions"))
    EXPECT_EQ(post("review/undo", {{"id", decision.at("id")}}).status, 200);
  EXPECT_EQ(cluster_of("resolved").at("stored"), 2);
  EXPECT_EQ(get("ledger").body["total"]["repaired"], 0);
}

TEST_F(ReviewApiTest, ARepairTooUnsureToBeMadeIsDecidedLikeAValue) {
  const auto cluster = cluster_of("closed");
  ASSERT_TRUE(cluster.is_object()) << get("review").body.dump();
  EXPECT_EQ(cluster.at("rule"), "code_in_words");
  EXPECT_DOUBLE_EQ(cluster.at("confidence").get<double>(), 0.6);
  EXPECT_FALSE(cluster.at("why").at("zh").get<std::string>().empty());
  const auto found = post("findings", {{"kind", "proposed"}}).body;
  ASSERT_EQ(found.at("total"), 1);
  EXPECT_EQ(found["rows"][0]["before"], "已关闭（待回访）");
  EXPECT_EQ(found["rows"][0]["after"], "closed");
  EXPECT_DOUBLE_EQ(found["rows"][0]["confidence"].get<double>(), 0.6);
  EXPECT_FALSE(found["rows"][0]["why"]["en"].get<std::string>().empty());

  JsonBody decision = {{"entity", "case"},      {"field", "status"},
                       {"code", "closed"},      {"values", {"已关闭（待回访）"}},
                       {"suggested", "closed"}, {"verdict", "accept"}};
  const auto done = post("review/decide", decision);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.body.at("changed"), 1);
  EXPECT_EQ(post("review/decide", decision).body.at("changed"), 0) << "the same once more";
  EXPECT_TRUE(cluster_of("closed").is_null());
  EXPECT_EQ(post("review/undo", {{"id", done.body["decisions"][0]["id"]}}).status, 200);
  EXPECT_TRUE(cluster_of("closed").is_object());

  decision["verdict"] = "reject";
  EXPECT_EQ(post("review/decide", decision).status, 200);
  EXPECT_TRUE(cluster_of("closed").is_null());
  EXPECT_EQ(post("findings", {{"kind", "proposed"}}).body.at("total"), 0);
  decision["verdict"] = "perhaps";
  EXPECT_EQ(post("review/decide", decision).status, 400);
}

TEST_F(ReviewApiTest, APersonalValueIsDecidedByItsMask) {
  const auto id = upload("people.csv", "who,mobile\nC1,138OO138000\nC2,13900139000\n")
                      .body.at("id")
                      .get<std::string>();
  post("uploads/" + id + "/ingest",
       {{"entity", "customer"}, {"fields", {{"who", "customer_id"}, {"mobile", "phone"}}}});
  wait_for(id, "done");
  const auto cluster = cluster_of("138****8000");
  ASSERT_TRUE(cluster.is_object()) << get("review").body.dump();
  EXPECT_EQ(cluster.at("masked"), true);
  EXPECT_FALSE(cluster_of("closed").contains("masked"));
  const auto name = cluster["values"][0]["value"].get<std::string>();
  EXPECT_THAT(name, testing::MatchesRegex(R"(13\*\*\*\*00#[0-9a-f]{10})"));
  const JsonBody decision = {{"entity", "customer"},       {"field", "phone"},
                             {"code", "138****8000"},      {"values", {name}},
                             {"suggested", "138****8000"}, {"verdict", "accept"}};
  const auto done = post("review/decide", decision);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.body.at("changed"), 1);
  EXPECT_THAT(done.body.dump() + get("review").body.dump(),
              testing::Not(testing::HasSubstr("13800138000")));
  EXPECT_EQ(post("review/undo", {{"id", done.body["decisions"][0]["id"]}}).status, 200);
  EXPECT_TRUE(cluster_of("138****8000").is_object());
}

TEST_F(ReviewApiTest, NonsenseIsRefused) {
  const JsonBody good = {
      {"entity", "case"}, {"field", "status"}, {"values", {"zzzzzz"}}, {"code", "open"}};
  for (const char* key : {"entity", "field", "values", "code"}) {
    auto bad = good;
    bad.erase(key);
    EXPECT_EQ(post("review/decide", bad).status, 400) << key;
    bad[key] = 17;
    EXPECT_EQ(post("review/decide", bad).status, 400) << key;
  }
  auto bad = good;
  bad["code"] = "no_such_code";
  EXPECT_EQ(post("review/decide", bad).status, 400);
  EXPECT_EQ(post("review/undo", {{"id", 99}}).status, 400);
  EXPECT_EQ(post("review/undo", JsonBody::object()).status, 400);
  const std::lock_guard reading_a_file(session_->writing());
  EXPECT_EQ(post("review/decide", good).status, 409);
}

}  // namespace
}  // namespace aftercare::app
