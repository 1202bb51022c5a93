#include "standard/spelling.hpp"

#include <gmock/gmock.h>

#include "raw_rows.hpp"

namespace aftercare::standard {
namespace {

TEST(SpellingTest, OneSlipInALongWord) {
  EXPECT_TRUE(is_one_slip("delivered", "deliverd"));
  EXPECT_TRUE(is_one_slip("delivered", "deilvered"));
  EXPECT_TRUE(is_one_slip("completed", "complated"));
  EXPECT_TRUE(is_one_slip("等待买家付款", "等待家买付款"));
  EXPECT_FALSE(is_one_slip("等待买家付款", "等待卖家付款"));
  EXPECT_FALSE(is_one_slip("paid", "said"));
  EXPECT_FALSE(is_one_slip("open", "oper"));
  EXPECT_FALSE(is_one_slip("已签收", "已拒收"));
  EXPECT_FALSE(is_one_slip("同意退款", "不同意退款"));
  EXPECT_FALSE(is_one_slip("level10", "level11"));
  EXPECT_FALSE(is_one_slip("", ""));
  EXPECT_FALSE(is_one_slip("delivered", "\xff\xfe"));
}

/// A table of orders whose status is as given, and what became of it.
records::Batch orders_with(std::string_view field, const std::string& column,
                           const std::vector<std::string>& cells) {
  Mapping mapping;
  mapping.name = "test";
  auto& entity = mapping.entities.emplace_back();
  entity.entity = "order";
  entity.fields.resize(2);
  entity.fields[0].field = "order_id";
  entity.fields[0].origin = FromColumn{"id"};
  entity.fields[1].field = std::string(field);
  entity.fields[1].origin = FromColumn{column};
  std::vector<Row> rows;
  for (std::size_t i = 0; i < cells.size(); ++i) rows.push_back({std::to_string(i), cells[i]});
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  auto batches = shipped().mapper(mapping, zone).value().apply(raw_rows({"id", column}, rows));
  return std::move(batches.front());
}

TEST(SpellingTest, AnotherSpellingOfACodeIsMendedAndTold) {
  const auto batch =
      orders_with("status", "s", {"deliverd", "In-Transit", "已簽收", "待收货", "maybe", "paid"});
  EXPECT_EQ(value_text(batch, "status", 0), "delivered");
  EXPECT_EQ(value_text(batch, "status", 1), "shipped");
  EXPECT_EQ(value_text(batch, "status", 2), "delivered");
  EXPECT_EQ(value_text(batch, "status", 4), "null");
  EXPECT_THAT(finding_texts(batch),
              testing::IsSupersetOf({"0 repaired code_slip status deliverd",
                                     "1 repaired code_variant status In-Transit",
                                     "4 flagged not_in_code_list status maybe"}));
}

TEST(SpellingTest, AGuessHasANameOfItsOwn) {
  const auto batch = orders_with("status", "s", {"已发货（部分）"});
  ASSERT_EQ(batch.findings.size(), 1U);
  EXPECT_EQ(batch.findings[0].rule, "code_in_words") << "weigh_repairs() takes it back";
  EXPECT_EQ(batch.findings[0].after, "shipped");
}

TEST(SpellingTest, ACityAmongProvincesIsTold) {
  const auto batch =
      orders_with("province", "p", {"深圳市", "广东省", "深圳市南山区科技路1号3幢402室"});
  for (std::size_t row = 0; row < 3; ++row) EXPECT_EQ(value_text(batch, "province", row), "广东");
  EXPECT_THAT(finding_texts(batch),
              testing::ElementsAre("0 repaired province_from_place province 深圳",
                                   "2 repaired province_from_place province 深圳"))
      << "a province's other names are no repair; of an address only the city is told";
}

TEST(SpellingTest, CouriersAndPlacesAreCalledOneName) {
  const auto carriers = orders_with("carrier", "c", {"顺丰速运", "SF Express", "自提"});
  EXPECT_EQ(value_text(carriers, "carrier", 0), "顺丰");
  EXPECT_EQ(value_text(carriers, "carrier", 1), "顺丰");
  EXPECT_EQ(value_text(carriers, "carrier", 2), "自提");
  const auto places =
      orders_with("province", "p",
                  {"深圳市南山区科技路1号3幢402室", "California", "某某镇某某村一组12号第3户门牌"});
  EXPECT_EQ(value_text(places, "province", 0), "广东");
  EXPECT_EQ(value_text(places, "province", 1), "California");
  EXPECT_EQ(value_text(places, "province", 2), "null") << "an address is not kept in clear";
}

TEST(SpellingTest, NumbersThatSpreadsheetsMarkAsTextMeetTheirTwins) {
  const auto batch = orders_with("currency", "c", {"CNY"});
  EXPECT_EQ(value_text(batch, "currency", 0), "CNY");
  EXPECT_EQ(without_sheet_marks("'123"), "123");
  EXPECT_EQ(without_sheet_marks("=\"123\""), "123");
  EXPECT_EQ(without_sheet_marks("'tis"), "'tis");
  EXPECT_EQ(without_sheet_marks("'"), "'");
}

}  // namespace
}  // namespace aftercare::standard
