#include "store/duckdb/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "place/place.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/snapshot.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {

// A shop in which every fact has something to join.
std::vector<Sheet> tiny_shop() {
  return {
      {"customer",
       {"customer_id", "person_id", "province", "city"},
       {{"u1", "p1", "广东", "深圳"}, {"u2", "p1", "浙江", "杭州"}, {"u3", "", "四川", "成都"}}},
      {"category", {"category_id", "name"}, {{"k1", "耳机"}, {"k2", "手机"}}},
      {"product",
       {"product_id", "name", "category", "price"},
       {{"s1", "蓝牙耳机", "k1", "199"}, {"s2", "手机", "k2", "2999"}, {"s3", "", "k9", "5"}}},
      {"agent", {"agent_id", "display_name", "team"}, {{"a1", "小美", "一组"}}},
      {"order",
       {"order_id", "customer_id", "ordered_at", "paid_at", "delivered_at", "promised_at", "status",
        "amount", "paid_amount", "refund_amount", "carrier", "province"},
       {{"o1", "u1", "2026-03-01 10:00", "2026-03-01 10:05", "2026-03-05 10:01", "2026-03-05 10:00",
         "completed", "200", "199", "", "顺丰", "江苏"},
        {"o2", "u2", "2026-03-02 23:30", "2026-03-02 23:40", "", "2026-03-06 10:00", "shipped",
         "300", "300", "0", "", ""},
        {"o3", "u3", "2026-03-03 10:00", "", "", "", "created", "50", "", "", "", ""},
        {"o4", "u3", "2026-03-04 10:00", "2026-03-04 10:00", "", "", "completed", "9", "9", "9", "",
         ""}}},
      {"order_item",
       {"order_id", "item_no", "product_id", "batch_no", "quantity", "unit_price"},
       {{"o1", "1", "s1", "B7", "1", "199"},
        {"o2", "1", "s1", "B8", "2", "100"},
        {"o2", "2", "s2", "", "1", "100"},
        {"o2", "3", "s1", "B8", "1", "100"}}},
      {"shipment",
       {"shipment_id", "order_id", "carrier", "promised_at", "delivered_at"},
       {{"t1", "o2", "中通", "2026-03-06 10:00", "2026-03-06 09:59"},
        {"t2", "o2", "中通", "2026-03-06 10:00", "2026-03-06 10:00"},
        {"t9", "o9", "圆通", "", ""}}},
      {"return",
       {"return_id", "order_id", "product_id", "customer_id", "requested_at", "return_kind",
        "refund_amount", "status"},
       {{"r1", "o1", "", "", "2026-03-08 10:00", "return_refund", "100", "refunded"},
        {"r2", "o2", "s1", "u2", "2026-03-09 10:00", "refund_only", "30.5", "refunded"},
        {"r3", "o2", "s2", "u2", "2026-03-09 10:00", "refund_only", "70", "rejected"},
        {"r4", "o7", "s9", "", "", "exchange", "", "requested"}}},
      {"survey",
       {"survey_id", "case_id", "answered_at", "score", "scale"},
       {{"v1", "c1", "2026-03-10 10:00", "2", ""},
        {"v2", "c1", "2026-03-11 10:00", "8", "10"},
        {"v3", "c2", "", "", ""}}},
      {"case",
       {"case_id", "channel", "kind", "customer_id", "order_id", "product_id", "agent_id", "topic",
        "opened_at", "first_response_at", "resolved_at", "status", "text", "tracking_number"},
       {{"c1", "chat", "complaint", "u1", "o1", "", "a1", "battery", "2026-03-06 16:30",
         "2026-03-06 16:31", "2026-03-06 17:30", "resolved", "电池坏了", ""},
        {"c2", "review", "complaint", "", "o2", "s1", "", "battery", "2026-04-05 16:29", "", "", "",
         "又坏了", ""},
        {"c3", "ticket", "complaint", "u1", "", "s2", "a9", "battery", "2026-05-20 08:00",
         "2026-05-20 07:00", "", "open", "还是坏", ""},
        {"c4", "email", "after_sale", "u3", "o2", "", "", "invoice", "2026-05-20 08:00", "", "", "",
         "要发票", ""},
        {"c5", "phone", "complaint", "u9", "", "s9", "", "battery", "", "", "", "", "喂", "t9"}}},
  };
}

std::vector<Sheet> in_order(const std::vector<std::string>& entities) {
  std::vector<Sheet> sheets;
  const auto all = tiny_shop();
  for (const auto& name : entities) sheets.push_back(*std::ranges::find(all, name, &Sheet::entity));
  return sheets;
}

void ingest_all(Shop& shop, const std::vector<Sheet>& sheets) {
  for (const auto& sheet : sheets) shop.ingest("file of " + sheet.entity, sheet);
}

TEST(FactsTest, TheEngineHasAfterwardsTheMemoryItHadBefore) {
  Shop shop;
  const auto limit = [&shop] { return shop.ask("SELECT current_setting('memory_limit')"); };
  const auto before = limit();
  for (const std::string id : {"C1", "C2", "C3"}) {
    shop.ingest(id, {"case", {"case_id", "channel"}, {{id, "chat"}}});
    EXPECT_EQ(limit(), before) << id;
  }
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "3");
}

TEST(FactsTest, ACaseIsWidenedByWhatItRefersTo) {
  Shop shop;
  ingest_all(shop, tiny_shop());
  EXPECT_EQ(shop.ask("SELECT case_key, customer_id, person_id, order_id, product_id, product, "
                     "category, batch_no, agent, team FROM case_fact ORDER BY case_key"),
            "c1,u1,p1,o1,s1,蓝牙耳机,耳机,B7,小美,一组;"
            "c2,u2,p1,o2,s1,蓝牙耳机,耳机,B8,-,-;"
            "c3,u1,p1,-,s2,手机,手机,-,a9,-;"
            "c4,u3,u3,o2,-,-,-,-,-,-;"
            "c5,u9,u9,-,s9,s9,-,-,-,-");
  EXPECT_EQ(shop.ask("SELECT case_key, first_response_seconds, resolution_seconds, is_open, "
                     "expects_answer, is_complaint, survey_score FROM case_fact ORDER BY case_key"),
            "c1,60,3600,no,yes,yes,4;"
            "c2,-,-,yes,no,yes,-;"
            "c3,-,-,yes,yes,yes,-;"
            "c4,-,-,yes,yes,no,-;"
            "c5,-,-,yes,yes,yes,-");
}

// The line of the order says it, else the product; a line of another product says nothing about it.
TEST(FactsTest, TheSupplierIsThatOfTheLineElseThatOfTheProduct) {
  Shop shop;
  const std::vector<std::string> product = {"product_id", "name", "supplier"};
  const std::vector<std::string> line = {"order_id", "item_no", "product_id", "supplier"};
  auto sheets = tiny_shop();
  std::erase_if(sheets, [](const Sheet& sheet) {
    return sheet.entity == "product" || sheet.entity == "order_item";
  });
  ingest_all(shop, sheets);
  shop.ingest("p", {"product", product, {{"s1", "蓝牙耳机", "甲厂"}, {"s2", "手机", ""}}});
  shop.ingest("i", {"order_item",
                    line,
                    {{"o1", "1", "s1", ""}, {"o2", "1", "s1", "丙厂"}, {"o2", "2", "s2", ""}}});
  const std::string items = "SELECT item_key, supplier FROM order_item_fact ORDER BY item_key";
  const std::string cases = "SELECT case_key, supplier FROM case_fact ORDER BY case_key";
  EXPECT_EQ(shop.ask(items), "o1/1,甲厂;o2/1,丙厂;o2/2,-");
  // c1 names no product: its order holds one. c4's order holds several. c3 has no order.
  EXPECT_EQ(shop.ask(cases), "c1,甲厂;c2,丙厂;c3,-;c4,-;c5,-");
  EXPECT_EQ(shop.ask("SELECT return_key, supplier FROM return_fact ORDER BY return_key"),
            "r1,甲厂;r2,丙厂;r3,-;r4,-");
  EXPECT_EQ(shop.ask("SELECT survey_key, supplier FROM survey_fact ORDER BY survey_key"),
            "v1,甲厂;v2,甲厂;v3,丙厂");
  // A newer catalogue: all that stands by the product follows.
  shop.ingest("q", {"product", product, {{"s1", "蓝牙耳机", "乙厂"}, {"s2", "手机", "丁厂"}}});
  EXPECT_EQ(shop.ask(items), "o1/1,乙厂;o2/1,丙厂;o2/2,丁厂");
  EXPECT_EQ(shop.ask(cases), "c1,乙厂;c2,丙厂;c3,丁厂;c4,-;c5,-");
  EXPECT_EQ(shop.ask("SELECT return_key, supplier FROM return_fact ORDER BY return_key"),
            "r1,乙厂;r2,丙厂;r3,丁厂;r4,-");
}

// o2 holds two lines of s1 and one of s2; s9 is in no list of goods.
TEST(FactsTest, AnItemHasARowForEachPartThatItsProductLists) {
  Shop shop;
  const std::vector<std::string> product = {"product_id", "name", "components"};
  ingest_all(shop, tiny_shop());
  const std::string parts =
      "SELECT part_key, order_key, component, product, carrier FROM order_part_fact ORDER BY ALL";
  EXPECT_EQ(shop.ask(parts), "") << "no product lists parts";
  shop.ingest("p",
              {"product", product, {{"s1", "蓝牙耳机", " 电池 | 喇叭||电池"}, {"s2", "手机", ""}}});
  EXPECT_EQ(shop.ask(parts),
            "o1/1/喇叭,o1,喇叭,蓝牙耳机,顺丰;o1/1/电池,o1,电池,蓝牙耳机,顺丰;"
            "o2/1/喇叭,o2,喇叭,蓝牙耳机,中通;o2/1/电池,o2,电池,蓝牙耳机,中通;"
            "o2/3/喇叭,o2,喇叭,蓝牙耳机,中通;o2/3/电池,o2,电池,蓝牙耳机,中通");
  // A newer list, written in other signs.
  shop.ingest("q",
              {"product", product, {{"s1", "蓝牙耳机", "电池"}, {"s2", "手机", "屏幕、电池"}}});
  EXPECT_EQ(shop.ask("SELECT component, count(*), count(DISTINCT order_key) FROM order_part_fact "
                     "GROUP BY ALL ORDER BY ALL"),
            "屏幕,1,1;电池,4,2");
}

TEST(FactsTest, PlaceOfACaseIsItsOwnElseItsOrdersElseItsCustomers) {
  Shop shop;
  ingest_all(shop, tiny_shop());
  shop.ingest("more", {"case",
                       {"case_id", "channel", "order_id", "province", "city", "text"},
                       {{"c6", "chat", "o1", "北京", "", "在吗"}}});
  EXPECT_EQ(shop.ask("SELECT case_key, province, city, carrier FROM case_fact ORDER BY case_key"),
            "c1,江苏,-,顺丰;c2,浙江,杭州,中通;c3,广东,深圳,-;c4,四川,成都,中通;c5,-,-,圆通;"
            "c6,北京,-,顺丰");
}

TEST(FactsTest, LateIsDeliveredAfterThePromiseToTheSecond) {
  Shop shop;
  ingest_all(shop, tiny_shop());
  // o1 a minute late; o2 by its last parcel on the stroke; o3 not delivered; o4 delivered, nobody
  // knows when; c3 and c5 have no order.
  EXPECT_EQ(shop.ask("SELECT order_key, delivered_late, is_delivered FROM order_fact ORDER BY ALL"),
            "o1,late,yes;o2,on_time,yes;o3,undelivered,no;o4,-,yes");
  EXPECT_EQ(shop.ask("SELECT case_key, delivered_late FROM case_fact ORDER BY case_key"),
            "c1,late;c2,on_time;c3,-;c4,on_time;c5,-");
}

TEST(FactsTest, RefundsAreTheOrdersOwnElseThoseOfItsReturns) {
  Shop shop;
  ingest_all(shop, tiny_shop());
  EXPECT_EQ(shop.ask("SELECT order_key, refund_amount, is_refunded, is_returned, is_paid FROM "
                     "order_fact ORDER BY order_key"),
            "o1,100,yes,yes,yes;o2,0,no,yes,yes;o3,-,no,no,no;o4,9,yes,no,yes");
  // r2 counts once though the product stands in two lines; r3 was rejected; r1 names no product.
  EXPECT_EQ(shop.ask("SELECT item_key, order_key, product, category, amount, is_returned, "
                     "refund_amount, carrier FROM order_item_fact ORDER BY item_key"),
            "o1/1,o1,蓝牙耳机,耳机,199,yes,-,顺丰;o2/1,o2,蓝牙耳机,耳机,200,yes,30.5,中通;"
            "o2/2,o2,手机,手机,100,no,-,中通;o2/3,o2,蓝牙耳机,耳机,100,yes,-,中通");
  EXPECT_EQ(shop.ask("SELECT return_key, order_key, product, category, customer_id, refund_amount, "
                     "province FROM return_fact ORDER BY return_key"),
            "r1,o1,蓝牙耳机,耳机,u1,100,江苏;r2,o2,蓝牙耳机,耳机,u2,30.5,浙江;"
            "r3,o2,手机,手机,u2,70,浙江;r4,-,s9,-,-,-,-");
}

TEST(FactsTest, ARepeatIsTheSamePersonsNextComplaintOnTheTopicWithin30Days) {
  Shop shop;
  ingest_all(shop, tiny_shop());
  // c2 comes 29 days 23:59 after c1, from another account of the same person; c3 45 days after c2.
  EXPECT_EQ(shop.ask("SELECT case_key, is_repeat FROM case_fact ORDER BY case_key"),
            "c1,no;c2,yes;c3,no;c4,no;c5,no");
  // An earlier complaint that arrives later makes c3 a repeat; being only an enquiry, it does not.
  const std::vector<std::string> columns = {"case_id", "channel",   "kind", "customer_id",
                                            "topic",   "opened_at", "text"};
  shop.ingest("n1",
              {"case",
               columns,
               {{"c0", "chat", "pre_sale", "u2", "battery", "2026-05-10 08:00", "电池多大"}}});
  EXPECT_EQ(shop.ask("SELECT is_repeat FROM case_fact WHERE case_key = 'c3'"), "no");
  shop.ingest("n2",
              {"case",
               columns,
               {{"c0", "chat", "complaint", "u2", "battery", "2026-05-10 08:00", "电池多大"}}});
  EXPECT_EQ(shop.ask("SELECT is_repeat FROM case_fact WHERE case_key = 'c3'"), "yes");
  // And no more, once that one turns out to be about something else.
  shop.ingest("n3",
              {"case",
               columns,
               {{"c0", "chat", "complaint", "u2", "invoice", "2026-05-10 08:00", "电池多大"}}});
  EXPECT_EQ(shop.ask("SELECT is_repeat FROM case_fact WHERE case_key = 'c3'"), "no");
}

TEST(FactsTest, OfABuyersScoresTheFirstThreeOfAMonthCount) {
  Shop shop;
  const std::vector<std::string> columns = {"case_id", "channel",   "customer_id",
                                            "rating",  "opened_at", "text"};
  const auto surplus = [&] {
    return shop.ask("SELECT case_key FROM case_fact WHERE is_rating_surplus ORDER BY case_key");
  };
  shop.ingest("f", {"case",
                    columns,
                    {{"c1", "review", "u1", "5", "2026-03-02 08:00", "好"},
                     {"c2", "review", "u1", "4", "2026-03-03 08:00", "很好"},
                     {"c3", "review", "u1", "", "2026-03-04 08:00", "没打分"},
                     {"c4", "review", "u1", "5", "2026-03-31 08:00", "不错"},
                     {"c5", "chat", "u1", "1", "2026-03-05 08:00", "聊天的评分"},
                     {"c6", "review", "u1", "2", "2026-04-01 08:00", "四月"},
                     {"c7", "review", "", "2", "2026-03-01 08:00", "匿名"},
                     {"c8", "review", "", "2", "2026-03-01 09:00", "匿名二"},
                     {"c9", "review", "", "2", "2026-03-01 10:00", "匿名三"},
                     {"d0", "review", "", "2", "2026-03-01 11:00", "匿名四"}}});
  EXPECT_EQ(surplus(), "") << "three in March; who is not known has no month of his own";
  // An earlier one that comes later makes the last of the month the fourth.
  shop.ingest("n1", {"case", columns, {{"b1", "review", "u1", "1", "2026-03-01 08:00", "早"}}});
  EXPECT_EQ(surplus(), "c4");
  // And no more, once the second turns out to be without a score.
  shop.ingest("n2", {"case", columns, {{"c2", "review", "u1", "", "2026-03-03 08:00", "很好"}}});
  EXPECT_EQ(surplus(), "");
}

TEST(FactsTest, ComplaintsAtTheSameMomentAreNoRepeatsOfEachOther) {
  Shop shop;
  shop.ingest("f", {"case",
                    {"case_id", "channel", "kind", "customer_id", "topic", "opened_at", "text"},
                    {{"c1", "chat", "complaint", "u1", "battery", "2026-03-01 08:00", "甲"},
                     {"c2", "chat", "complaint", "u1", "battery", "2026-03-01 08:00", "乙"},
                     {"c3", "chat", "complaint", "u1", "", "2026-03-02 08:00", "丙"},
                     {"c4", "chat", "complaint", "u1", "battery", "2026-03-31 08:00", "丁"},
                     {"c5", "chat", "complaint", "u1", "battery", "2026-04-30 08:01", "戊"}}});
  EXPECT_EQ(shop.ask("SELECT case_key, is_repeat FROM case_fact ORDER BY case_key"),
            "c1,no;c2,no;c3,no;c4,yes;c5,no");
}

// Tables without rows are not joined: what is missing is as missing as among records of others.
TEST(FactsTest, WhatIsAloneHasTheFactsItHasBesideRecordsOfOthers) {
  const std::pair<std::string, std::string> facts[] = {{"case", "case_fact"},
                                                       {"order", "order_fact"},
                                                       {"order_item", "order_item_fact"},
                                                       {"return", "return_fact"}};
  for (const auto& [entity, fact] : facts) {
    Shop alone, beside;
    auto others = tiny_shop();
    for (auto& sheet : others) {
      if (sheet.entity == entity) continue;
      for (auto& row : sheet.rows)
        for (auto& cell : row)
          if (!cell.empty() && !cell.starts_with("20")) cell += "9";
      beside.ingest("file of " + sheet.entity, sheet);
    }
    ingest_all(alone, in_order({entity}));
    ingest_all(beside, in_order({entity}));
    const auto key = entity == "order_item" ? std::string("item_key") : entity + "_key";
    const auto own =
        fmt::format("SELECT * FROM {} WHERE {} NOT LIKE '%9%' ORDER BY ALL", fact, key);
    EXPECT_EQ(alone.ask(own), beside.ask(own)) << fact;
    EXPECT_NE(alone.ask(own), "") << fact;
  }
  Shop cases;
  ingest_all(cases, in_order({"case"}));
  EXPECT_EQ(cases.ask("SELECT case_key, customer_id, person_id, product, category, team, "
                      "delivered_late, first_response_seconds FROM case_fact ORDER BY case_key"),
            "c1,u1,u1,-,-,-,-,60;c2,-,-,s1,-,-,-,-;c3,u1,u1,s2,-,-,-,-;c4,u3,u3,-,-,-,-,-;"
            "c5,u9,u9,s9,-,-,-,-");
}

TEST(FactsTest, AnyOrderOfFilesGivesTheSameFacts) {
  const std::string facts[] = {"case_fact", "order_fact", "order_item_fact", "return_fact",
                               "survey_fact"};
  std::map<std::string, std::string> expected;
  const std::vector<std::vector<std::string>> orders = {
      {"customer", "category", "product", "agent", "order", "order_item", "shipment", "return",
       "survey", "case"},
      {"case", "survey", "return", "shipment", "order_item", "order", "agent", "product",
       "category", "customer"},
      {"return", "case", "order_item", "customer", "survey", "order", "category", "shipment",
       "product", "agent"},
      {"order", "case", "shipment", "order_item", "category", "customer", "return", "agent",
       "survey", "product"}};
  for (const auto& order : std::span(orders).first(place::kSanitized ? 2 : orders.size())) {
    Shop shop;
    ingest_all(shop, in_order(order));
    const auto snapshot = content_snapshot(shop.database(), records::Viewer::owner()).value();
    for (const auto& fact : facts) {
      if (expected[fact].empty()) expected[fact] = snapshot.at(fact);
      EXPECT_EQ(snapshot.at(fact), expected[fact]) << fact << " after " << order.front();
    }
  }
}

TEST(FactsTest, AnUpdateThatMovesAReferenceTouchesBothEnds) {
  Shop shop;
  ingest_all(shop, tiny_shop());
  const std::vector<std::string> columns = {"return_id", "order_id", "product_id", "refund_amount",
                                            "status"};
  shop.ingest("n1", {"return", columns, {{"r1", "o3", "", "100", "refunded"}}});
  EXPECT_EQ(shop.ask("SELECT order_key, refund_amount, is_returned FROM order_fact WHERE order_key "
                     "IN ('o1', 'o3') ORDER BY order_key"),
            "o1,-,no;o3,100,yes");
  shop.ingest("n2", {"product", {"product_id", "name", "category"}, {{"s1", "新耳机", "k2"}}});
  EXPECT_EQ(shop.ask("SELECT DISTINCT product, category FROM (SELECT product_id, product, category "
                     "FROM case_fact UNION ALL SELECT product_id, product, category FROM "
                     "order_item_fact UNION ALL SELECT product_id, product, category FROM "
                     "return_fact) WHERE product_id = 's1'"),
            "新耳机,手机");
}

TEST(FactsTest, DaysAreThoseOfTheWorkspaceZone) {
  Shop shop("Asia/Shanghai");
  ingest_all(shop, tiny_shop());
  EXPECT_EQ(shop.ask("SELECT case_key, opened_day, resolved_day, ordered_day FROM case_fact WHERE "
                     "case_key IN ('c1', 'c2') ORDER BY case_key"),
            "c1,2026-03-07,2026-03-07,2026-03-01;c2,2026-04-06,-,2026-03-03");
}

TEST(FactsTest, AnotherZoneMakesTheFactsAnew) {
  const TestFolder folder;
  const auto day_in = [&folder](const std::string& zone) {
    auto database = Database::open(folder.file(), shop_dictionary(), {.zone = zone}).value();
    Writer writer(*database);
    if (!writer.file_state("f").value().complete) {
      EXPECT_TRUE(writer.begin_file({"f", "shop", "f.csv", "order", "m", "utf-8", 1}));
      EXPECT_TRUE(writer.commit(slice_of(
          "f", 0, true, {"order", {"order_id", "ordered_at"}, {{"o1", "2026-03-01 20:00"}}})));
    }
    const auto frame = database->read("SELECT ordered_day FROM order_fact").value();
    return records::to_iso(std::get<records::Day>(frame.rows.at(0).at(0)));
  };
  EXPECT_EQ(day_in("UTC"), "2026-03-01");
  EXPECT_EQ(day_in("Asia/Shanghai"), "2026-03-02");
  EXPECT_EQ(day_in("America/Sao_Paulo"), "2026-03-01");
}

TEST(FactsTest, AReferenceIsUnresolvedUntilItsTargetArrives) {
  Shop shop;
  ingest_all(shop, in_order({"case", "order"}));
  const auto count = [&shop](const std::string& entity, const std::string& field) {
    const auto all = unresolved_references(shop.database(), records::Viewer::owner()).value();
    const auto at = std::ranges::find_if(all, [&](const UnresolvedReferences& one) {
      return one.entity == entity && one.field == field;
    });
    return at == all.end() ? 0U : at->count;
  };
  EXPECT_EQ(count("case", "customer_id"), 4U);
  EXPECT_EQ(count("case", "order_id"), 0U);
  EXPECT_EQ(count("case", "product_id"), 3U);
  ingest_all(shop, in_order({"customer", "product"}));
  EXPECT_EQ(count("case", "customer_id"), 1U);
  EXPECT_EQ(count("case", "product_id"), 1U);
  EXPECT_EQ(count("order", "customer_id"), 0U);
}

}  // namespace aftercare::store
