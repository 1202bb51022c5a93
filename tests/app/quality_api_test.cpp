#include "app/http/quality_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <mutex>

#include "app/store_json.hpp"
#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/stored_rules.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

using testing::HasSubstr;
using testing::Not;

// The third customer has no number; the channel of one ticket is in no list.
constexpr std::string_view kCustomers =
    "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
    "C1,王小明,13812345678,,广东,深圳,,,,2026-01-01 10:00:00\n"
    "C2,赵云天,13712345678,,广东,深圳,,,,not a time\n"
    ",李晓红,13987654321,,广东,深圳,,,,2026-01-02 10:00:00\n";

class QualityApiTest : public ServedWorkspace {};

TEST_F(QualityApiTest, FindingsAreNarrowedByWhatTheyAre) {
  ingest("customers.csv", kCustomers);
  const auto all = post("findings", JsonBody::object()).body;
  ASSERT_GE(all.at("total").get<int>(), 2) << all.dump();
  int in_facet = 0;
  for (const auto& value : all["facets"]["rule"]) in_facet += value.at("count").get<int>();
  EXPECT_EQ(in_facet, all["total"].get<int>()) << "a facet accounts for every finding";

  const auto times = post("findings", {{"rule", "not_a_moment"}}).body;
  ASSERT_EQ(times.at("total"), 1);
  const auto& row = times["rows"][0];
  EXPECT_EQ(row.at("before"), "not a time");
  EXPECT_EQ(row.at("row"), 3);
  EXPECT_EQ(row.at("file"), "customers.csv");
  EXPECT_EQ(row.at("case"), "") << "a customer is no case";
  EXPECT_EQ(times["facets"]["rule"].size(), all["facets"]["rule"].size())
      << "its own condition does not narrow a facet";
  EXPECT_EQ(post("findings", {{"rule", "'; DROP TABLE finding; --"}}).body.at("total"), 0);
  EXPECT_EQ(post("findings", {{"page", 9}, {"page_size", 1}}).body.at("rows").size(), 0U);
}

TEST_F(QualityApiTest, ScoresHaveACourseBySourceAndRulesTheirRuns) {
  ingest("customers.csv", kCustomers);
  const auto viewer = records::Viewer::owner();
  for (const int hour : {1, 2})
    ASSERT_TRUE(pipeline::judge_stored_tables(
        *session_, "customer", quality::StoredRules::all,
        records::Moment(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) +
            std::chrono::hours(hour)));
  const auto all = quality_json(*session_, viewer);
  ASSERT_TRUE(all) << all.error().message;
  const auto& source = all->at("scores").at("sources").at(0);
  ASSERT_EQ(source.at("days").size(), 1U) << "all came on one day";
  EXPECT_EQ(source["days"][0].at("score"), source.at("score"));
  ASSERT_FALSE(all->at("rules").empty());
  bool seen_held = false;
  for (const auto& rule : all->at("rules")) {
    EXPECT_EQ(rule.at("table"), "customer");
    EXPECT_NE(rule.at("label").at("zh"), "");
    ASSERT_GE(rule.at("runs").size(), 2U);
    EXPECT_LT(rule["runs"].front().at("at"), rule["runs"].back().at("at")) << "the oldest first";
    EXPECT_EQ(rule["runs"].back().at("broken"), rule.at("broken")) << "shown as judged last";
    EXPECT_FALSE(seen_held && !rule.at("passed").get<bool>()) << "those that failed come first";
    seen_held = seen_held || rule["passed"].get<bool>();
  }
}

TEST_F(QualityApiTest, ARowIsMaskedRevealedMendedAndReplayed) {
  ingest("customers.csv", kCustomers);
  const auto list = post("quarantine", JsonBody::object()).body;
  ASSERT_EQ(list.at("total"), 1) << list.dump();
  const auto id = std::to_string(list["rows"][0]["id"].get<int>());
  const auto masked = get("quarantine/" + id).body;
  EXPECT_THAT(masked.dump(), Not(HasSubstr("13987654321")));
  EXPECT_THAT(masked.dump(), Not(HasSubstr("李晓红")));
  EXPECT_THAT(masked.dump(), HasSubstr("139****4321"));
  EXPECT_EQ(post("quarantine/" + id + "/reveal", JsonBody::object()).status, 400) << "no reason";
  EXPECT_EQ(post("quarantine/" + id + "/reveal", {{"reason", "  "}}).status, 400);
  EXPECT_EQ(audited("reveal").total, 0U) << "nothing was seen";
  const auto clear = post("quarantine/" + id + "/reveal", {{"reason", "客户来电核对"}}).body;
  EXPECT_THAT(clear.dump(), HasSubstr("13987654321"));
  const auto noted = audited("reveal");
  ASSERT_EQ(noted.total, 1U);
  EXPECT_EQ(noted.rows[0].subject, "quarantine/" + id);
  EXPECT_EQ(noted.rows[0].reason, "客户来电核对");
  EXPECT_EQ(noted.rows[0].actor, "dashboard");

  auto replayed = post("quarantine/" + id + "/replay", JsonBody::object()).body;
  EXPECT_EQ(replayed.at("replayed"), 0) << "nothing was mended";
  EXPECT_EQ(replayed.at("refused").at(0).at("reason"), "required_missing");
  EXPECT_EQ(post("quarantine/" + id + "/replay", {{"cells", {{"没有的列", "x"}}}}).status, 400);
  replayed = post("quarantine/" + id + "/replay", {{"cells", {{"客户编号", "C3"}}}}).body;
  EXPECT_EQ(replayed.at("replayed"), 1) << replayed.dump();
  const auto ledger = get("ledger").body;
  EXPECT_TRUE(ledger.at("balanced").get<bool>());
  EXPECT_EQ(ledger["total"]["stored"], 3);
  EXPECT_EQ(post("quarantine", JsonBody::object()).body.at("total"), 0);
  EXPECT_EQ(post("quarantine", {{"state", "replayed"}}).body.at("total"), 1);
}

TEST_F(QualityApiTest, SeveralRowsAreReplayedOrOneGivenUp) {
  ingest("customers.csv", kCustomers);
  const auto id = post("quarantine", JsonBody::object()).body["rows"][0]["id"].get<int>();
  EXPECT_EQ(post("quarantine/replay", {{"ids", JsonBody::array()}}).status, 400);
  const auto replayed = post("quarantine/replay", {{"ids", {id}}}).body;
  EXPECT_EQ(replayed.at("tried"), 1);
  EXPECT_EQ(replayed.at("refused").size(), 1U);
  EXPECT_EQ(post("quarantine/" + std::to_string(id) + "/drop", JsonBody::object()).status, 200);
  EXPECT_EQ(post("quarantine", JsonBody::object()).body.at("total"), 0);
  EXPECT_EQ(post("quarantine/" + std::to_string(id) + "/drop", JsonBody::object()).status, 400);
  EXPECT_TRUE(get("ledger").body.at("balanced").get<bool>()) << "it stays counted";
}

TEST_F(QualityApiTest, WhatWritesWaitsForNobody) {
  ingest("customers.csv", kCustomers);
  const auto id =
      std::to_string(post("quarantine", JsonBody::object()).body["rows"][0]["id"].get<int>());
  const std::lock_guard reading_a_file(session_->writing());
  const auto said = post("quarantine/" + id + "/replay", {{"cells", {{"客户编号", "C3"}}}});
  EXPECT_EQ(said.status, 409);
  EXPECT_EQ(get("quarantine/" + id).status, 200) << "looking is always possible";
}

TEST_F(QualityApiTest, ADuplicateStandsBesideItsOriginal) {
  ingest("customers.csv", kCustomers);
  ingest("again.csv", std::string(kCustomers.substr(0, kCustomers.find("C2"))) +
                          "C9,周小雨,13612345678,,广东,深圳,,,,2026-01-05 10:00:00\n");
  const auto all = post("duplicates", JsonBody::object()).body;
  ASSERT_EQ(all.at("total"), 1) << all.dump();
  const auto& row = all["rows"][0];
  EXPECT_EQ(row.at("file"), "again.csv");
  EXPECT_EQ(row.at("row"), 2);
  EXPECT_EQ(row.at("how"), "key");
  EXPECT_EQ(row["original"]["file"], "customers.csv");
  EXPECT_EQ(row["original"]["row"], 2);
  EXPECT_EQ(all["facets"]["how"][0]["count"], 1);
  EXPECT_EQ(post("duplicates", {{"how", "content"}}).body.at("total"), 0);
}

TEST_F(QualityApiTest, NonsenseIsRefused) {
  for (const auto& target : {"quarantine/0", "quarantine/abc", "quarantine/1/2/3", "quarantine/-1",
                             "quarantine/99999999999999999999"})
    EXPECT_THAT(get(target).status, testing::AnyOf(400, 404)) << target;
  EXPECT_EQ(post("quarantine/1/explode", JsonBody::object()).status, 404);
  EXPECT_EQ(post("quarantine/1/replay", {{"cells", {1, 2}}}).status, 400);
  EXPECT_EQ(
      send_with(head("quarantine/1/reveal", "Content-Type: application/json\r\n"), "{}").status,
      401);
}

}  // namespace
}  // namespace aftercare::app
