#include "store/rights.hpp"

#include <set>

#include "store/build.hpp"
#include "store/duckdb/finding_view.hpp"
#include "store/duckdb/key_overlap.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/record_view.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

using records::FieldRights;
using records::PiiClass;
using records::Shown;
using records::Viewer;

// Two shops, two teams, two provinces: every case differs from another in one of them.
class RightsTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_.ingest("customers", {"customer",
                               {"customer_id", "province"},
                               {{"u1", "广东"}, {"u2", "浙江"}, {"u3", "广东"}}});
    shop_.ingest("agents",
                 {"agent", {"agent_id", "team"}, {{"a1", "一组"}, {"a2", "二组"}, {"a3", "一组"}}});
    shop_.ingest("orders", {"order",
                            {"order_id", "customer_id", "ordered_at", "shop", "province"},
                            {{"o1", "u1", "2026-03-01 10:00", "北店", "广东"},
                             {"o2", "u2", "2026-03-01 10:00", "南店", "浙江"},
                             {"o3", "u3", "2026-03-02 10:00", "北店", ""}}});
    shop_.ingest("items", {"order_item",
                           {"order_id", "item_no", "product_id"},
                           {{"o1", "1", "s1"}, {"o2", "1", "s1"}, {"o3", "1", "s1"}}});
    shop_.ingest("cases", {"case",
                           {"case_id", "channel", "customer_id", "order_id", "agent_id", "text"},
                           {{"c1", "chat", "u1", "o1", "a1", "电池坏了"},
                            {"c2", "chat", "u2", "o2", "a1", "要发票"},
                            {"c3", "chat", "u3", "o3", "a2", "又坏了"}}});
  }

  Viewer all() const {
    auto viewer = Viewer::owner();
    viewer.token_key = "0123456789abcdef";
    return viewer;
  }

  std::int64_t count(const std::string& fact, const Viewer& viewer) {
    Query query{fact, {{count_rows(), "n"}}, nullptr, {}, {}, {}, 0};
    const auto frame = shop_.database().run(query, viewer);
    EXPECT_TRUE(frame) << frame.error().message;
    return frame ? std::get<std::int64_t>(frame->rows[0][0]) : -1;
  }
  bool sees(const std::string& entity, const std::string& key, const Viewer& viewer) {
    const auto view = record(shop_.database(), viewer, entity, key);
    EXPECT_TRUE(view) << view.error().message;
    return view && view->has_value();
  }

  Shop shop_;
};

TEST_F(RightsTest, AShopsRowsAreThoseOfItsOrdersAndWhatIsAboutThem) {
  auto north = all();
  north.scope.shops = {"北店"};
  EXPECT_EQ(count("case_fact", north), 2);
  EXPECT_EQ(count("order_fact", north), 2);
  EXPECT_EQ(count("order_item_fact", north), 2);
  EXPECT_TRUE(sees("case", "c1", north));
  EXPECT_FALSE(sees("case", "c2", north));
  EXPECT_TRUE(sees("order", "o3", north));
  EXPECT_FALSE(sees("order", "o2", north));
  EXPECT_FALSE(sees("customer", "u2", north));
  EXPECT_TRUE(sees("customer", "u3", north));
}

TEST_F(RightsTest, ATeamSeesItsCasesAndWhatTheyAreAbout) {
  auto first = all();
  first.scope.teams = {"一组"};
  EXPECT_EQ(count("case_fact", first), 2);
  EXPECT_TRUE(sees("order", "o2", first)) << "a case of the team is about it";
  EXPECT_FALSE(sees("order", "o3", first));
  Query orders{"order_fact", {{count_rows(), "n"}}, nullptr, {}, {}, {}, 0};
  const auto refused = shop_.database().run(orders, first);
  ASSERT_FALSE(refused) << "a number of orders cannot be told for a team";
  EXPECT_TRUE(records::is_refusal(refused.error())) << refused.error().message;
}

TEST_F(RightsTest, AnAgentSeesOnlyOwnCases) {
  auto own = all();
  own.scope.agent = "a2";
  EXPECT_EQ(count("case_fact", own), 1);
  EXPECT_TRUE(sees("case", "c3", own));
  EXPECT_FALSE(sees("case", "c1", own));
  EXPECT_TRUE(sees("customer", "u3", own));
  EXPECT_FALSE(sees("customer", "u1", own));
  EXPECT_TRUE(messages_of(shop_.database(), own, "c1")->empty());
}

TEST_F(RightsTest, RegionsAndShopsNarrowTogether) {
  auto viewer = all();
  viewer.scope.regions = {"广东"};
  EXPECT_EQ(count("order_fact", viewer), 2) << "the order without a province has its customer's";
  viewer.scope.shops = {"南店"};
  EXPECT_EQ(count("order_fact", viewer), 0);
  EXPECT_EQ(count("case_fact", viewer), 0);
}

TEST_F(RightsTest, AQuoteInAShopsNameIsAName) {
  auto viewer = all();
  viewer.scope.shops = {"北店') OR ('1'='1"};
  EXPECT_EQ(count("case_fact", viewer), 0);
  EXPECT_FALSE(sees("case", "c1", viewer));
}

TEST_F(RightsTest, AScopeThatWasNotGivenIsNoRow) {
  auto nobody = all();
  nobody.scope.none = true;
  EXPECT_EQ(count("case_fact", nobody), 0);
  EXPECT_EQ(count("order_fact", nobody), 0);
  EXPECT_FALSE(sees("product", "s1", nobody));
  EXPECT_FALSE(sees("case", "c1", nobody));
  EXPECT_FALSE(case_days(shop_.database(), nobody)->first);
}

TEST_F(RightsTest, WhatIsToldOfAllRowsIsNotToldToWhoSeesAPart) {
  auto part = all();
  part.scope.regions = {"广东"};
  EXPECT_TRUE(ledger(shop_.database(), all()));
  for (const auto& refused : {needs_all_rows(part), needs_all_records(part)})
    EXPECT_TRUE(!refused && records::is_refusal(refused.error()));
  EXPECT_FALSE(ledger(shop_.database(), part));
  EXPECT_FALSE(finding_counts(shop_.database(), part));
}

TEST_F(RightsTest, APseudonymIsASignForWhoMayNotSeeIt) {
  auto analyst = all();
  analyst.fields.set(PiiClass::pseudonym, Shown::token);
  Query query{"case_fact",
              {{column("customer_id"), "customer_id"}, {count_rows(), "n"}},
              nullptr,
              {column("customer_id")},
              {},
              {},
              0};
  const auto clear = shop_.database().run(query, all());
  const auto signs = shop_.database().run(query, analyst);
  ASSERT_TRUE(clear && signs);
  ASSERT_EQ(signs->rows.size(), clear->rows.size()) << "a sign stands for one value";
  std::set<std::string> seen;
  for (const auto& row : signs->rows) {
    const auto sign = std::get<std::string>(row[0]);
    EXPECT_EQ(sign.find('u'), sign.npos) << sign;
    seen.insert(sign);
  }
  EXPECT_EQ(seen.size(), 3U);
  EXPECT_EQ(signs->rows, shop_.database().run(query, analyst)->rows) << "the same each time";
}

TEST_F(RightsTest, WhatIsHiddenCanBeCountedButNotAskedBy) {
  auto viewer = all();
  viewer.fields.set(PiiClass::pseudonym, Shown::hidden);
  Query people{"case_fact",
               {{aggregate(Function::count_distinct, column("customer_id")), "n"}},
               nullptr,
               {},
               {},
               {},
               0};
  const auto counted = shop_.database().run(people, viewer);
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(std::get<std::int64_t>(counted->rows[0][0]), 3);

  people.where = equal(column("customer_id"), value("u1"));
  EXPECT_FALSE(shop_.database().run(people, viewer)) << "a condition would tell whose it is";
  Query by{"case_fact",
           {{column("person_id"), "who"}, {count_rows(), "n"}},
           nullptr,
           {column("person_id")},
           {},
           {},
           0};
  EXPECT_FALSE(shop_.database().run(by, viewer));
  Query listed{"case_fact", {{column("customer_id"), "who"}}, nullptr, {}, {}, {}, 0};
  const auto rows = shop_.database().run(listed, viewer);
  ASSERT_TRUE(rows);
  for (const auto& row : rows->rows) EXPECT_TRUE(is_null(row[0]));
  Query highest{"case_fact",
                {{aggregate(Function::maximum, column("customer_id")), "who"}},
                nullptr,
                {},
                {},
                {},
                0};
  EXPECT_TRUE(is_null(shop_.database().run(highest, viewer)->rows[0][0]));
}

TEST_F(RightsTest, AFieldsOwnRightIsStrongerThanItsClass) {
  auto viewer = all();
  viewer.fields.set_field("case.text", Shown::hidden);
  const auto view = record(shop_.database(), viewer, "case", "c1");
  ASSERT_TRUE(view && *view);
  for (const auto& [name, field] : (*view)->fields) {
    if (name == "text") {
      EXPECT_TRUE(is_null(field));
    }
    if (name == "channel") {
      EXPECT_EQ(std::get<std::string>(field), "chat");
    }
  }
}

TEST_F(RightsTest, WhichKeysAreStoredIsToldToThoseWhoMaySeeAllRecords) {
  const auto share = [this](const char* entity, const std::vector<std::string_view>& values) {
    return key_overlap(shop_.database(), all(), entity, values).value();
  };
  EXPECT_DOUBLE_EQ(share("order", {"o1", "o2", "x9", "o1"}), 2.0 / 3) << "each value counts once";
  EXPECT_DOUBLE_EQ(share("order", {"x9", "x8"}), 0);
  EXPECT_DOUBLE_EQ(share("order", {}), 0);
  EXPECT_DOUBLE_EQ(share("order", {"", "o1\x1fo2"}), 0) << "no key is empty or holds a separator";
  EXPECT_DOUBLE_EQ(share("order", {"o1') OR ('1'='1"}), 0);
  EXPECT_DOUBLE_EQ(share("order_item", {"o1"}), 0) << "its key has two fields";
  EXPECT_DOUBLE_EQ(share("planet", {"o1"}), 0);
  auto north = all();
  north.scope.shops = {"北店"};
  EXPECT_FALSE(key_overlap(shop_.database(), north, "order", {"o1"}));
}

TEST_F(RightsTest, FindingsAreThoseOfRecordsInside) {
  auto viewer = all();
  const auto whole = findings(shop_.database(), viewer, {}, 50, 0);
  ASSERT_TRUE(whole) << whole.error().message;
  viewer.scope.none = true;
  const auto none = findings(shop_.database(), viewer, {}, 50, 0);
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_EQ(none->total, 0U);
  viewer.scope.none = false;
  viewer.scope.agent = "a2";
  EXPECT_TRUE(findings(shop_.database(), viewer, {}, 50, 0));
}

TEST(ShownCellTest, PersonalValuesAreMaskedATokenOrNothing) {
  records::Field phone;
  phone.name = "phone";
  phone.pii = PiiClass::personal;
  auto viewer = Viewer::owner();
  viewer.token_key = "0123456789abcdef";
  const Cell masked = std::string("138****5678"), token = std::string("abcd");
  const auto seen = [&](Shown shown) {
    viewer.fields.set(PiiClass::personal, shown);
    return shown_cell(viewer, "customer", phone, masked, token);
  };
  EXPECT_EQ(seen(Shown::clear), masked) << "the store holds nothing in clear";
  EXPECT_EQ(seen(Shown::masked), masked);
  EXPECT_TRUE(is_null(seen(Shown::hidden)));
  const auto sign = std::get<std::string>(seen(Shown::token));
  EXPECT_NE(sign, "abcd") << "the stored token itself is told to nobody";
  EXPECT_EQ(sign.find("138"), sign.npos);
}

TEST(MaskedSignTest, TellsOnlyTheEnd) {
  EXPECT_EQ(records::masked_sign("C100042"), "***42");
  EXPECT_EQ(records::masked_sign("王小明三"), "***明三");
  EXPECT_EQ(records::masked_sign("abc"), "***");
  EXPECT_EQ(records::masked_sign(""), "***");
}

}  // namespace
}  // namespace aftercare::store
