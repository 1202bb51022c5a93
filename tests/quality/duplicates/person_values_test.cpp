#include "quality/duplicates/person_values.hpp"

#include <gtest/gtest.h>

#include "quality/duplicates/person_compare.hpp"

namespace aftercare::quality {

TEST(PersonValuesTest, DatesOfAnyCommonFormAreOne) {
  for (const auto* date : {"1990-01-31", "1990/1/31", "19900131", "1990年1月31日", "31/01/1990",
                           "01/31/1990", "31.1.1990", "1990-01-31 00:00:00"})
    EXPECT_EQ(date_value(date), "19900131") << date;
  for (const auto* none :
       {"", "1990", "123456", "13800138000", "31/01/90", "lane 12", "9999-99-99"})
    EXPECT_EQ(date_value(none), "") << none;
}

TEST(PersonValuesTest, PhonesLoseWhatIsNoPartOfTheNumber) {
  for (const auto* phone : {"13900000001", "139 0000 0001", "+86 139-0000-0001", "0086 13900000001",
                            "１３９０００００００１"})
    EXPECT_EQ(person_value(phone, FieldKind::phone, nullptr), "13900000001") << phone;
  EXPECT_EQ(person_value("139****0001", FieldKind::phone, nullptr), "139****0001");
  EXPECT_EQ(person_value("+61 2 5550 0000", FieldKind::phone, nullptr), "61255500000");
}

TEST(PersonValuesTest, WhatSaysNothingIsEmpty) {
  for (const auto* nothing : {"", "  ", "N/A", "null", "无", "未知", "-"})
    EXPECT_EQ(person_value(nothing, FieldKind::surname, nullptr), "") << nothing;
}

TEST(PersonValuesTest, NamesAreOneWhateverTheirCaseAndSpaces) {
  EXPECT_EQ(person_value("  O'Neil-Ward ", FieldKind::surname, nullptr), "oneil ward");
  EXPECT_EQ(person_value("王　小明", FieldKind::full_name, nullptr), "王 小明");
}

TEST(PersonCompareTest, TellsHowFarTwoValuesAreApart) {
  const auto level = [](const char* one, const char* other, FieldKind kind, bool ascii = true) {
    const auto there = compare_person_values(one, other, kind, ascii);
    EXPECT_EQ(there, compare_person_values(other, one, kind, ascii)) << one << " " << other;
    return there;
  };
  EXPECT_EQ(level("jonathan", "jonathon", FieldKind::given_name), Level::close);
  EXPECT_EQ(level("emma", "oliver", FieldKind::given_name), Level::different);
  EXPECT_EQ(level("19900112", "19901201", FieldKind::date), Level::crossed);
  EXPECT_EQ(level("19900112", "19900113", FieldKind::date), Level::close);
  EXPECT_EQ(level("19900112", "19600827", FieldKind::date), Level::different);
  EXPECT_EQ(level("139****0001", "13900000001", FieldKind::phone), Level::crossed);
  EXPECT_EQ(level("139****0001", "13900000002", FieldKind::phone), Level::different);
  EXPECT_EQ(level("mei.lin@a.example", "mei.lin@b.example", FieldKind::email), Level::close);
  // One character off is another person of the family, not a typing error.
  EXPECT_EQ(level("李明", "李亮", FieldKind::full_name, false), Level::different);
  EXPECT_EQ(level("李小明", "李小亮", FieldKind::full_name, false), Level::different);
  EXPECT_EQ(level("李小明", "李明小", FieldKind::full_name, false), Level::close);
}

TEST(PersonCompareTest, PinyinIsTheNameWhateverItsOrder) {
  for (const auto* letters : {"gu nianci", "nianci gu", "gunianci", "nian ci gu"})
    EXPECT_EQ(compare_sounds("gu nian ci", "", letters), Level::close) << letters;
  for (const auto* letters : {"gu nian", "nianci", "gu nianen", "", "wang nianci"})
    EXPECT_EQ(compare_sounds("gu nian ci", "", letters), Level::different) << letters;
  EXPECT_EQ(compare_sounds("gu nian ci", "gu nian ci", "顾念词"), Level::close);
  EXPECT_EQ(compare_sounds("gu nian ci", "gu nian en", "顾念恩"), Level::different);
  EXPECT_EQ(compare_sounds("", "", ""), Level::different);
}

}  // namespace aftercare::quality
