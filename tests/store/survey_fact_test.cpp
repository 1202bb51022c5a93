// Surveys with and without a case: each counts once, and knows what its case, its order or its
// customer can tell.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "place/place.hpp"
#include "store/duckdb/facts.hpp"
#include "store/duckdb/snapshot.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

std::vector<Sheet> surveyed_shop() {
  return {
      {"customer", {"customer_id", "province"}, {{"u1", "广东"}, {"u2", "浙江"}}},
      {"product", {"product_id", "name", "category"}, {{"s1", "蓝牙耳机", "k1"}}},
      {"category", {"category_id", "name"}, {{"k1", "耳机"}}},
      {"agent", {"agent_id", "display_name", "team"}, {{"a1", "小美", "一组"}}},
      {"order",
       {"order_id", "customer_id", "ordered_at", "carrier", "province"},
       {{"o1", "u1", "2026-03-01 10:00", "顺丰", "江苏"},
        {"o2", "u2", "2026-03-01 10:00", "", ""}}},
      {"order_item",
       {"order_id", "item_no", "product_id", "batch_no"},
       {{"o1", "1", "s1", "B7"}, {"o2", "1", "s1", "B8"}, {"o2", "2", "s9", ""}}},
      {"shipment", {"shipment_id", "order_id", "carrier"}, {{"t2", "o2", "中通"}}},
      {"case",
       {"case_id", "channel", "kind", "customer_id", "order_id", "agent_id", "topic", "opened_at",
        "text"},
       {{"c1", "chat", "complaint", "u1", "o1", "a1", "battery", "2026-03-06 10:00", "电池坏了"},
        {"c2", "email", "after_sale", "", "", "", "", "2026-03-07 10:00", "要发票"}}},
      // Of a case twice; of an order alone, of one with two products; of a customer; of nothing; of
      // a case nobody knows; one that nobody answered.
      {"survey",
       {"survey_id", "case_id", "order_id", "customer_id", "sent_at", "answered_at", "score",
        "scale", "question", "solved"},
       {{"v1", "c1", "", "", "2026-03-06 12:00", "2026-03-08 10:00", "2", "", "", ""},
        {"v2", "c1", "", "", "", "2026-03-09 10:00", "8", "10", "csat", "yes"},
        {"v3", "", "o1", "", "", "2026-03-09 10:00", "9", "10", "nps", ""},
        {"v4", "", "o2", "", "", "2026-03-10 10:00", "5", "", "", ""},
        {"v5", "", "", "u2", "2026-03-10 10:00", "", "4", "", "", ""},
        {"v6", "", "", "", "", "2026-03-11 10:00", "3", "", "", ""},
        {"v7", "c9", "", "", "", "2026-03-11 10:00", "1", "", "", ""},
        {"v8", "c2", "", "", "", "", "", "", "", ""}}},
  };
}

void ingest(Shop& shop, std::vector<Sheet> sheets) {
  for (const auto& sheet : sheets) shop.ingest("file of " + sheet.entity, sheet);
}

const std::vector<std::string> answer = {"survey_id", "case_id", "answered_at", "score"};

}  // namespace

TEST(SurveyFactTest, EveryAnswerCountsWhateverItNames) {
  Shop shop;
  ingest(shop, surveyed_shop());
  EXPECT_EQ(shop.ask("SELECT survey_key, question, survey_score, nps_points, survey_solved, "
                     "is_answered, sent_day, answered_day FROM survey_fact ORDER BY survey_key"),
            "v1,csat,2,-,-,yes,2026-03-06,2026-03-08;"
            "v2,csat,4,-,yes,yes,2026-03-09,2026-03-09;"
            "v3,nps,-,100,-,yes,2026-03-09,2026-03-09;"
            "v4,csat,5,-,-,yes,2026-03-10,2026-03-10;"
            "v5,csat,4,-,-,yes,2026-03-10,2026-03-10;"
            "v6,csat,3,-,-,yes,2026-03-11,2026-03-11;"
            "v7,csat,1,-,-,yes,2026-03-11,2026-03-11;"
            "v8,csat,-,-,-,no,2026-03-07,2026-03-07");
}

TEST(SurveyFactTest, ItKnowsWhatItsCaseItsOrderOrItsCustomerTells) {
  Shop shop;
  ingest(shop, surveyed_shop());
  EXPECT_EQ(shop.ask("SELECT survey_key, channel, agent, team, topic, customer_id FROM survey_fact "
                     "ORDER BY survey_key"),
            "v1,chat,小美,一组,battery,u1;v2,chat,小美,一组,battery,u1;v3,-,-,-,-,u1;"
            "v4,-,-,-,-,u2;v5,-,-,-,-,u2;v6,-,-,-,-,-;v7,-,-,-,-,-;v8,email,-,-,-,-");
  EXPECT_EQ(shop.ask("SELECT survey_key, product, category, batch_no, province, carrier FROM "
                     "survey_fact ORDER BY survey_key"),
            "v1,蓝牙耳机,耳机,B7,江苏,顺丰;v2,蓝牙耳机,耳机,B7,江苏,顺丰;"
            "v3,蓝牙耳机,耳机,B7,江苏,顺丰;v4,-,-,-,浙江,中通;v5,-,-,-,浙江,-;v6,-,-,-,-,-;"
            "v7,-,-,-,-,-;v8,-,-,-,-,-");
}

TEST(SurveyFactTest, AnyOrderOfFilesGivesTheSame) {
  std::string expected;
  auto sheets = surveyed_shop();
  const auto turns = place::kSanitized ? 3 : 2 * sheets.size();
  for (std::size_t turn = 0; turn < turns; ++turn) {
    std::ranges::rotate(sheets, sheets.begin() + 1);
    if (turn == sheets.size()) std::ranges::reverse(sheets);
    Shop shop;
    ingest(shop, sheets);
    const auto snapshot = content_snapshot(shop.database(), records::Viewer::owner()).value();
    const auto found = snapshot.at("survey_fact") + snapshot.at("survey_day");
    if (expected.empty()) expected = found;
    EXPECT_EQ(found, expected) << "first " << sheets.front().entity << ", turn " << turn;
  }
}

TEST(SurveyFactTest, AnUpdateOfAnyOfThemShows) {
  Shop shop;
  ingest(shop, surveyed_shop());
  const auto ask = [&shop](const std::string& columns, const std::string& key) {
    return shop.ask(
        fmt::format("SELECT {} FROM survey_fact WHERE survey_key = '{}'", columns, key));
  };
  shop.ingest("again", {"survey", answer, {{"v7", "c9", "2026-03-11 10:00", "1"}}});
  EXPECT_EQ(shop.ask("SELECT count(*) FROM survey_fact"), "8") << "what comes again counts once";
  shop.ingest("late", {"case",
                       {"case_id", "channel", "agent_id", "opened_at", "text"},
                       {{"c9", "phone", "a1", "2026-03-10 10:00", "喂"}}});
  EXPECT_EQ(ask("channel, agent", "v7"), "phone,小美");
  shop.ingest("changed", {"survey", answer, {{"v7", "c2", "2026-03-11 10:00", "5"}}});
  EXPECT_EQ(ask("channel, survey_score", "v7"), "email,5");
  shop.ingest("left", {"agent", {"agent_id", "display_name", "team"}, {{"a1", "小美", "二组"}}});
  EXPECT_EQ(ask("team", "v1"), "二组");
  shop.ingest("moved", {"customer", {"customer_id", "province"}, {{"u2", "四川"}}});
  EXPECT_EQ(ask("province", "v4") + ask("province", "v5"), "四川四川");
  shop.ingest("named", {"product", {"product_id", "name"}, {{"s1", "新耳机"}}});
  EXPECT_EQ(ask("product", "v1") + ask("product", "v3"), "新耳机新耳机");
  shop.ingest("parcel",
              {"shipment", {"shipment_id", "order_id", "carrier"}, {{"t2", "o2", "圆通"}}});
  EXPECT_EQ(ask("carrier", "v4"), "圆通");
  EXPECT_EQ(shop.ask("SELECT sum(n)::BIGINT, (sum(n) FILTER (WHERE survey_score >= 4))::BIGINT "
                     "FROM survey_day"),
            "8,4")
      << "the rollup follows";
}

TEST(SurveyFactTest, TwoSourcesWithOneCaseIdGiveNoAnswerTwice) {
  Shop shop;
  const std::vector<std::string> columns = {"case_id", "channel", "text"};
  shop.ingest("surveys", {"survey", answer, {{"v1", "c1", "2026-03-01 10:00", "5"}}});
  shop.ingest("one", {"case", columns, {{"c1", "chat", "一"}}});
  auto slice = slice_of("other", 0, true, {"case", columns, {{"c1", "email", "二"}}});
  auto& batch = slice.batches.front();
  batch.column("record_key")->set(0, batch.arena->keep("other/c1"));
  shop.begin("other", "case");
  ASSERT_TRUE(shop.writer().commit(std::move(slice)));
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "2");
  EXPECT_EQ(shop.ask("SELECT channel, survey_score FROM survey_fact"), "chat,5");
}

}  // namespace aftercare::store
