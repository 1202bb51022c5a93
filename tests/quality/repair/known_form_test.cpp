#include "quality/repair/known_form.hpp"

#include <gtest/gtest.h>

#include "small_table.hpp"

namespace aftercare::quality {
namespace {

// A table of one column among running numbers: eighty values made by `value`, then some others.
template <typename Value>
TableMaker column_of(const char* name, const Value& value, std::vector<std::string> others) {
  TableMaker table({"no", name});
  std::size_t row = 0;
  for (; row < 80; ++row) table.row({"R" + std::to_string(row * row + 100), value(row)});
  for (auto& other : others)
    table.row({"R" + std::to_string(row * row + 100), std::move(other)}), ++row;
  return table;
}

std::string mended(const std::vector<Repair>& repairs, std::size_t row) {
  const auto* repair = at(repairs, row, 1);
  return repair != nullptr && repair->state == RepairState::applied ? repair->now : "";
}

std::string proposed(const std::vector<Repair>& repairs, std::size_t row) {
  const auto* repair = at(repairs, row, 1);
  return repair != nullptr && repair->state == RepairState::proposed ? repair->now : "";
}

std::string mobile(std::size_t row) {
  return "139" + std::to_string(10000000 + row * 7919);
}

}  // namespace

TEST(KnownFormTest, PhonesAreWrittenAsTheColumnWritesThem) {
  const auto repairs = repairs_of(column_of(
      "phone", mobile,
      {"+86 138-0013-8000", "138OO138000", "１３８００１３８０００", "0086 13800138000"}));
  for (const std::size_t row : {80, 82, 83}) EXPECT_EQ(mended(repairs, row), "13800138000") << row;
  EXPECT_EQ(at(repairs, 81, 1)->reason, RepairReason::phone_form);
  EXPECT_EQ(at(repairs, 81, 1)->old, "138OO138000");
  EXPECT_EQ(proposed(repairs, 81), "13800138000");
  EXPECT_DOUBLE_EQ(at(repairs, 81, 1)->confidence, 0.6) << "a guess: as sure as while reading";
  EXPECT_DOUBLE_EQ(at(repairs, 80, 1)->confidence, 0.97);
}

TEST(KnownFormTest, AColumnWithHyphensKeepsThem) {
  const auto hyphens = [](std::size_t row) {
    const auto number = mobile(row);
    return number.substr(0, 3) + "-" + number.substr(3, 4) + "-" + number.substr(7);
  };
  EXPECT_EQ(mended(repairs_of(column_of("phone", hyphens, {"13800138000"})), 80), "138-0013-8000");
}

TEST(KnownFormTest, NumbersThatCanBeReadTwiceOrNotAtAllStay) {
  const auto repairs =
      repairs_of(column_of("phone", mobile, {"138****8000", "+1 415 555 0123", "1380013800x"}));
  for (std::size_t row = 80; row < 83; ++row) EXPECT_EQ(mended(repairs, row), "") << row;
}

TEST(KnownFormTest, TrackingNumbersLoseMarksAndLetters) {
  const auto number = [](std::size_t row) {
    return "SF" + std::to_string(1000000000001 + row * 7);
  };
  const auto repairs = repairs_of(
      column_of("运单号", number,
                {"sf1234567890123", "SF 1234 5678 90123", "SF12345678901Z3", "SF12345678O0123"}));
  EXPECT_EQ(mended(repairs, 80), "SF1234567890123");
  EXPECT_EQ(mended(repairs, 81), "SF1234567890123");
  EXPECT_EQ(mended(repairs, 82), "");
  EXPECT_EQ(mended(repairs, 83), "SF1234567800123");
}

TEST(KnownFormTest, CouriersAreCalledAsTheColumnCallsThem) {
  const char* const names[] = {"顺丰速运", "中通快递", "圆通速递", "韵达快递"};
  const auto name = [&](std::size_t row) { return names[row * 7 % 4]; };
  const auto repairs = repairs_of(column_of("快递公司", name, {"SF", "zto express", "自提"}));
  EXPECT_EQ(mended(repairs, 80), "顺丰速运");
  EXPECT_EQ(mended(repairs, 81), "中通快递");
  EXPECT_EQ(mended(repairs, 82), "");
}

TEST(KnownFormTest, AColumnThatCallsACourierBothWaysStays) {
  const char* const names[] = {"顺丰速运", "中通快递", "顺丰", "韵达快递"};
  const auto name = [&](std::size_t row) { return names[row * 7 % 4]; };
  EXPECT_EQ(applied(repairs_of(column_of("快递公司", name, {"顺丰"}))), 0U);
}

TEST(KnownFormTest, AmountsGoIntoTheColumnsUnitWhereTheyAgree) {
  const auto volume = [](std::size_t row) { return std::to_string(200 + row % 17 * 50) + "ml"; };
  const auto repairs = repairs_of(
      column_of("规格", volume, {"0.5L", "750 毫升", "1升", "500", "20L", "500g", "7支"}));
  EXPECT_EQ(mended(repairs, 80), "500ml");
  EXPECT_EQ(mended(repairs, 81), "750ml");
  EXPECT_EQ(mended(repairs, 82), "1000ml");
  EXPECT_EQ(proposed(repairs, 83), "500ml");    // Nobody says that it is of ml.
  EXPECT_EQ(proposed(repairs, 84), "20000ml");  // Twenty litres are too much to be sure.
  EXPECT_EQ(mended(repairs, 85), "");
  EXPECT_EQ(mended(repairs, 86), "");
}

TEST(KnownFormTest, JinAndKilograms) {
  const auto weight = [](std::size_t row) { return std::to_string(row % 9 + 2) + "斤"; };
  const auto repairs = repairs_of(column_of("重量", weight, {"3公斤", "2.5kg"}));
  EXPECT_EQ(mended(repairs, 80), "6斤");
  EXPECT_EQ(mended(repairs, 81), "5斤");
}

TEST(KnownFormTest, BareNumbersUnderANamedUnit) {
  const auto weight = [](std::size_t row) { return std::to_string(row * 13 % 90 + 100); };
  for (const char* name : {"weight_g", "重量(g)", "净重（克）"}) {
    const auto repairs = repairs_of(column_of(name, weight, {"0.15kg", "150g", "150ml"}));
    EXPECT_EQ(mended(repairs, 80), "150") << name;
    EXPECT_EQ(mended(repairs, 81), "150") << name;
    EXPECT_EQ(mended(repairs, 82), "") << name;
  }
}

TEST(KnownFormTest, AColumnOfMixedUnitsStays) {
  const auto weight = [](std::size_t row) {
    return row % 4 == 0 ? std::to_string(row % 5 + 1) + "kg"
                        : std::to_string(row % 7 * 100 + 100) + "g";
  };
  EXPECT_EQ(applied(repairs_of(column_of("净含量", weight, {"2kg", "500g"}))), 0U);
}

TEST(KnownFormTest, WordsThatSoundLikeAFrequentOneAreMended) {
  const char* const things[] = {"西红柿", "黄瓜", "土豆", "胡萝卜", "青椒"};
  const auto repairs =
      repairs_of(column_of("商品", [&](std::size_t row) { return things[row * 7 % 5]; },
                           {"西红市", "黄刮", "冬瓜", "湖萝卜"}));
  EXPECT_EQ(mended(repairs, 80), "西红柿");
  EXPECT_EQ(at(repairs, 80, 1)->reason, RepairReason::sound);
  EXPECT_EQ(proposed(repairs, 81), "黄瓜");  // Short words that sound alike are often two words.
  EXPECT_EQ(mended(repairs, 82), "");
  EXPECT_EQ(mended(repairs, 83), "胡萝卜");
}

TEST(KnownFormTest, NamesThatSoundAlikeArePersons) {
  const char* const names[] = {"张小伟", "王晓芳", "李娜", "刘洋",
                               "陈杰",   "杨一帆", "赵磊", "黄敏"};
  EXPECT_EQ(
      applied(repairs_of(column_of(
          "姓名",
          [&](std::size_t row) { return std::string(names[row % 8]) + (row % 3 == 0 ? "一" : ""); },
          {"章小伟", "李那", "刘阳", "王小方", "黄民"}))),
      0U);
}

TEST(KnownFormTest, SmallWordsInAColumnOfCapitals) {
  const char* const towns[] = {"Lake Wood", "River Ton", "Hill Crest", "Marsh Land", "Oak Ridge"};
  const auto repairs = repairs_of(column_of(
      "town", [&](std::size_t row) { return towns[row * row % 5]; }, {"stone bury", "McGill"}));
  EXPECT_EQ(mended(repairs, 80), "Stone Bury");
  EXPECT_EQ(mended(repairs, 81), "");
}

TEST(KnownFormTest, ASmallLetterAmongCapitalsIsSomebodysWay) {
  const char* const makers[] = {"Apple", "Samsung", "Sony", "Lenovo", "Canon"};
  EXPECT_EQ(applied(repairs_of(column_of(
                "maker", [&](std::size_t row) { return makers[row * row % 5]; }, {"iRobot"}))),
            0U);
}

TEST(KnownVoiceTest, AnAddressNamesItsPlaces) {
  struct Place {
    const char *province, *city, *district;
  };
  // Two districts a city, so that the city does not give them.
  const Place places[] = {{"广东省", "深圳市", "南山区"}, {"广东省", "深圳市", "福田区"},
                          {"浙江省", "杭州市", "西湖区"}, {"浙江省", "杭州市", "上城区"},
                          {"四川省", "成都市", "武侯区"}, {"四川省", "成都市", "锦江区"},
                          {"江苏省", "南京市", "鼓楼区"}, {"江苏省", "南京市", "玄武区"}};
  TableMaker table({"收货地址", "省份", "城市", "区县"});
  for (std::size_t i = 0; i < 60; ++i) {
    const auto& [province, city, district] = places[i * 5 % 8];
    table.row(
        {std::string(province) + city + district + "文化路" + std::to_string(i * 7 + 1) + "号",
         province, city, district});
  }
  table.row({"浙江省杭州市余杭区文化路9号", "浙江省", "杭州市", ""});
  table.row({"江苏省南京市鼓楼区文化路3号", "", "南京市", "鼓楼区"});
  table.row({"四川省成都市武侯区文化路3号", "四川省", "杭州市", "武侯区"});
  const auto repairs = repairs_of(table);
  ASSERT_NE(at(repairs, 60, 3), nullptr);
  EXPECT_EQ(at(repairs, 60, 3)->now, "余杭区");
  ASSERT_NE(at(repairs, 61, 1), nullptr);
  EXPECT_EQ(at(repairs, 61, 1)->now, "江苏省");
  ASSERT_NE(at(repairs, 62, 2), nullptr);
  EXPECT_EQ(at(repairs, 62, 2)->now, "成都市");
  for (const auto& one : repairs)
    EXPECT_FALSE(one.row < 60 && one.state == RepairState::applied) << one.old << one.now;
}

}  // namespace aftercare::quality
