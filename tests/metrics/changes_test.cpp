#include "metrics/changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_shop.hpp"

namespace aftercare::metrics {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ChangeLeaf leaf(const std::string& topic, const std::string& product, const std::string& province,
                std::int64_t current, std::int64_t before) {
  const auto cell = [](const std::string& text) {
    return text == "-" ? store::Cell{} : store::Cell{text};
  };
  return {{cell(topic), cell(product), cell(province)}, current, before};
}

std::vector<std::string> told(const std::vector<ChangeLeaf>& leaves) {
  std::vector<std::string> lines;
  for (const auto& driver : drivers_of({"topic", "product", "province"}, leaves)) {
    std::string line;
    for (const auto& [dimension, value] : driver.values)
      line += dimension + "=" + cell_text(value) + " ";
    lines.push_back(line + std::to_string(driver.before) + "->" + std::to_string(driver.current));
  }
  return lines;
}

// A shop where nothing moves: 4 topics x 4 products x 4 provinces, 10 cases each.
std::vector<ChangeLeaf> still_shop() {
  std::vector<ChangeLeaf> leaves;
  for (const char topic : {'t', 'u', 'v', 'w'})
    for (const char product : {'a', 'b', 'c', 'd'})
      for (const char province : {'x', 'y', 'z', 'q'})
        leaves.push_back(leaf({topic}, {product}, {province}, 10, 10));
  return leaves;
}

void change(std::vector<ChangeLeaf>& leaves, const std::string& topic, const std::string& product,
            const std::string& province, std::int64_t by) {
  for (auto& one : leaves)
    if ((topic == "*" || cell_text(one.values[0]) == topic) &&
        (product == "*" || cell_text(one.values[1]) == product) &&
        (province == "*" || cell_text(one.values[2]) == province))
      one.current += by;
}

using Told = std::vector<std::string>;

TEST(ChangesTest, NothingMovedNothingTold) {
  EXPECT_THAT(told(still_shop()), IsEmpty());
  EXPECT_THAT(told({}), IsEmpty());
  EXPECT_THAT(told({leaf("t", "a", "x", 3, 1)}), IsEmpty());  // Chance does as much.
}

TEST(ChangesTest, ABadBatchIsToldAsTopicAndProduct) {
  auto leaves = still_shop();
  change(leaves, "t", "a", "*", 15);  // In every province.
  EXPECT_EQ(told(leaves), Told{"topic=t product=a 40->100"});
}

TEST(ChangesTest, ACarrierFailingInOneProvinceIsToldAsTopicAndProvince) {
  auto leaves = still_shop();
  change(leaves, "u", "*", "y", 12);
  EXPECT_EQ(told(leaves), Told{"topic=u province=y 40->88"});
}

TEST(ChangesTest, AChangeOfAWholeProvinceStaysOneLine) {
  auto leaves = still_shop();
  change(leaves, "*", "*", "z", 8);
  EXPECT_EQ(told(leaves), Told{"province=z 160->288"});
}

TEST(ChangesTest, OneCellIsToldToTheLastDimension) {
  auto leaves = still_shop();
  change(leaves, "w", "c", "q", 60);
  EXPECT_EQ(told(leaves), Told{"topic=w product=c province=q 10->70"});
}

TEST(ChangesTest, SeveralCausesStandSideBySideLargestFirst) {
  auto leaves = still_shop();
  change(leaves, "t", "a", "*", 15);
  change(leaves, "u", "*", "y", 20);
  EXPECT_EQ(told(leaves), (Told{"topic=u province=y 40->120", "topic=t product=a 40->100"}));
}

TEST(ChangesTest, WhatFellIsToldBesideWhatRose) {
  auto leaves = still_shop();
  change(leaves, "t", "a", "*", 15);
  change(leaves, "v", "b", "*", -9);
  EXPECT_EQ(told(leaves), (Told{"topic=t product=a 40->100", "topic=v product=b 40->4"}));
}

TEST(ChangesTest, NoCaseIsToldTwice) {
  auto leaves = still_shop();
  change(leaves, "t", "*", "*", 6);
  change(leaves, "*", "a", "*", 6);  // Overlaps in topic t of product a.
  std::int64_t change_told = 0;
  const auto drivers = drivers_of({"topic", "product", "province"}, leaves);
  for (const auto& driver : drivers) change_told += driver.change;
  EXPECT_FALSE(drivers.empty());
  EXPECT_LE(change_told, 6 * 16 * 2);
  for (std::size_t a = 0; a < drivers.size(); ++a)
    for (std::size_t b = a + 1; b < drivers.size(); ++b) {
      bool apart = false;
      for (const auto& [dimension, value] : drivers[a].values)
        for (const auto& [other, other_value] : drivers[b].values)
          apart = apart || (dimension == other && value != other_value);
      EXPECT_TRUE(apart);
    }
}

TEST(ChangesTest, AnUnknownValueIsNoCause) {
  std::vector<ChangeLeaf> leaves;
  for (const auto* topic : {"t", "u"}) leaves.push_back(leaf(topic, "-", "-", 90, 10));
  for (const auto& line : told(leaves)) EXPECT_THAT(line, HasSubstr("topic="));
  EXPECT_THAT(told({leaf("-", "-", "-", 90, 10)}), IsEmpty());
}

TEST(ChangesTest, WhatHoldsEverythingIsToldOnlyIfNothingElseCan) {
  EXPECT_EQ(told({leaf("t", "a", "x", 90, 10)}), Told{"topic=t product=a province=x 10->90"});
  EXPECT_EQ(told({leaf("t", "a", "x", 90, 10), leaf("u", "b", "x", 50, 50)}),
            Told{"topic=t product=a province=x 10->90"});
}

TEST(ChangesTest, AtMostEightLines) {
  std::vector<ChangeLeaf> leaves;
  for (int topic = 0; topic < 12; ++topic)
    for (int product = 0; product < 12; ++product)
      leaves.push_back(leaf("t" + std::to_string(topic), "p" + std::to_string(product), "x",
                            topic == product ? 70 + topic : 10, 10));
  const auto lines = told(leaves);
  ASSERT_THAT(lines, SizeIs(8));
  for (const auto& line : lines) EXPECT_THAT(line, HasSubstr("topic=t"));
}

TEST(ChangesTest, ComparesWithThePeriodJustBefore) {
  SmallShop shop;
  // 30 complaints about the fan's defects in the second week, 2 in the first; 5 others in each.
  shop.execute(R"(INSERT INTO case_fact BY NAME
    SELECT 'a' || i AS case_key, true AS is_complaint, 'product_quality.defect' AS topic,
           'fan' AS product, CASE WHEN i % 2 = 0 THEN '广东' ELSE '湖南' END AS province,
           DATE '2026-03-01' + (CASE WHEN i <= 2 THEN 0 ELSE 7 END)::INTEGER AS opened_day
    FROM range(1, 33) t(i))");
  shop.execute(R"(INSERT INTO case_fact BY NAME
    SELECT 'b' || i AS case_key, true AS is_complaint, 'logistics.late' AS topic,
           'kettle' AS product, '广东' AS province,
           DATE '2026-03-02' + (CASE WHEN i <= 5 THEN 0 ELSE 7 END)::INTEGER AS opened_day
    FROM range(1, 11) t(i))");
  const auto found =
      changes(shipped_model(), between(question_of({"complaints"}), "2026-03-08", "2026-03-14"),
              shop, records::Viewer::owner());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(records::to_iso(*found->previous.from), "2026-03-01");
  EXPECT_EQ(records::to_iso(*found->previous.to), "2026-03-07");
  EXPECT_EQ(found->current, 35);
  EXPECT_EQ(found->before, 7);
  ASSERT_THAT(found->drivers, SizeIs(1));
  EXPECT_THAT(found->drivers[0].values, SizeIs(2));
  EXPECT_EQ(found->drivers[0].change, 28);
  EXPECT_DOUBLE_EQ(found->drivers[0].share.value(), 1.0);
  SmallShop empty;
  const auto nothing =
      changes(shipped_model(), question_of({"complaints"}), empty, records::Viewer::owner());
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->change, 0);
}

TEST(ChangesTest, RefusesWhatDoesNotAddUp) {
  const auto shop = filled_shop();
  const std::pair<Question, std::string> cases[] = {
      {question_of({"csat"}), "cannot be added up"},
      {question_of({"sales"}), "cannot be added up"},
      {question_of({"backlog"}), "cannot be added up"},
      {question_of({"complaints", "cases"}), "exactly one metric"},
      {question_of({"complaints"}, {"week"}), "cannot be explained by week"},
      {question_of({"orders"}, {"product"}), "cannot be explained by product"},
      {question_of({"orders"}, {}, {only("product", {"fan"})}), "orders is not known by product"},
      {question_of({"complaints"}, {"topic", "product", "province", "city"}), "1 to 3"},
      {question_of({"complaints"}, {"nope"}), "no such dimension"},
  };
  for (const auto& [question, reason] : cases) {
    const auto found = changes(shipped_model(), question, *shop, records::Viewer::owner());
    ASSERT_FALSE(found) << reason;
    EXPECT_THAT(found.error().message, HasSubstr(reason));
  }
}

}  // namespace aftercare::metrics
