#include "quality/profile/table_profile.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace aftercare::quality {

using testing::ElementsAre;

/// A table made row by row.
struct InventedTable {
  explicit InventedTable(std::vector<std::string> columns) { batch.columns = std::move(columns); }
  InventedTable& row(const std::vector<std::string>& cells) {
    for (const auto& cell : cells) batch.cells.push_back(texts.emplace_back(cell));
    batch.origins.push_back({batch.origins.size() + 2, 0});
    return *this;
  }
  TableProfile profile(const ProfileContext& context = {}) const {
    TableState state;
    state.add(batch);
    return profile_of(state, context);
  }

  records::RawBatch batch;
  std::deque<std::string> texts;
};

const ColumnProfile& named(const TableProfile& profile, std::string_view name) {
  return *std::ranges::find(profile.columns, name, &ColumnProfile::name);
}

const Issue* issue_of(const TableProfile& profile, std::string_view code,
                      std::string_view column = {}) {
  for (const auto& issue : profile.issues)
    if (issue.code == code && (column.empty() || issue.column == column)) return &issue;
  return nullptr;
}

TEST(TableProfileTest, TellsTheTypeOfEveryColumn) {
  InventedTable table(
      {"单号", "amount", "paid", "opened", "ok", "mail", "tel", "level", "note", "gap"});
  for (int i = 0; i < 40; ++i)
    table.row({fmt::format("AB{:06}", i * 37), fmt::format("{}.5", i), fmt::format("¥{}", i),
               fmt::format("2026-01-{:02} 08:00:00", 1 + i % 28), i % 2 ? "是" : "否",
               fmt::format("p{}@shop.example", i), fmt::format("139{:08}", i * 7),
               i % 3 ? "gold" : "silver",
               fmt::format("The parcel number {} came late and nobody answered my call", i), ""});
  const auto profile = table.profile();
  const std::pair<std::string_view, ColumnType> types[] = {
      {"单号", ColumnType::id},       {"amount", ColumnType::real}, {"paid", ColumnType::money},
      {"opened", ColumnType::moment}, {"ok", ColumnType::boolean},  {"mail", ColumnType::email},
      {"tel", ColumnType::phone},     {"level", ColumnType::code},  {"note", ColumnType::text},
      {"gap", ColumnType::empty}};
  for (const auto& [name, type] : types)
    EXPECT_EQ(to_name(named(profile, name).type), to_name(type)) << name;
  EXPECT_NE(issue_of(profile, "empty_column", "gap"), nullptr);
}

TEST(TableProfileTest, DigitsAreNumbersUnlessNearlyAllAreDates) {
  InventedTable table({"day", "stock"});
  for (int i = 0; i < 40; ++i)
    table.row({fmt::format("202601{:02}", 1 + i % 28), fmt::format("{}", 20250101 + i * 7919)});
  const auto profile = table.profile();
  EXPECT_EQ(to_name(named(profile, "day").type), "day");
  EXPECT_EQ(to_name(named(profile, "stock").type), "integer");
}

TEST(TableProfileTest, CountsMissingWordsAndDistinctValues) {
  InventedTable table({"city"});
  for (const char* city : {"杭州", "苏州", "杭州", "", "N/A", "无", "杭州"}) table.row({city});
  const auto profile = table.profile();
  const auto& city = profile.columns[0];
  EXPECT_EQ(city.missing, 3U);
  EXPECT_EQ(city.distinct, 2U);
  ASSERT_FALSE(city.top.empty());
  EXPECT_EQ(city.top[0].value, "杭州");
  EXPECT_EQ(city.top[0].count, 3U);
}

TEST(TableProfileTest, FindsOutliersByMadAndByFences) {
  InventedTable table({"weight"});
  for (int i = 0; i < 99; ++i) table.row({fmt::format("{}", 100 + i % 10)});
  table.row({"5000"});
  const auto profile = table.profile();
  const auto& numbers = *profile.columns[0].numbers;
  EXPECT_EQ(numbers.beyond_fences, 1U);
  EXPECT_EQ(numbers.robust_outliers, 1U);
  EXPECT_DOUBLE_EQ(numbers.highest_values.front().value, 5000);
  EXPECT_EQ(numbers.highest_values.front().row, 101U);
  EXPECT_NE(issue_of(profile, "outliers", "weight"), nullptr);
}

TEST(TableProfileTest, AnEvenSpreadHasNoOutliers) {
  InventedTable table({"n"});
  for (int i = 0; i < 200; ++i) table.row({fmt::format("{}", i)});
  const auto profile = table.profile();
  EXPECT_EQ(issue_of(profile, "outliers"), nullptr);
}

TEST(TableProfileTest, JudgesASeriesByItsSeason) {
  InventedTable table({"at", "calls"});
  // Nights are quiet; a busy night is no outlier of the whole, but one of its hour.
  for (int hour = 0; hour < 24 * 14; ++hour) {
    const int of_day = hour % 24;
    int calls = of_day >= 8 && of_day < 20 ? 100 + hour % 7 : 5 + hour % 3;
    if (hour == 24 * 9 + 3) calls = 101;
    table.row({fmt::format("2026-03-{:02} {:02}:00:00", 1 + hour / 24, of_day),
               fmt::format("{}", calls)});
  }
  const auto profile = table.profile();
  const auto& calls = named(profile, "calls");
  ASSERT_TRUE(calls.seasonal.has_value());
  EXPECT_EQ(calls.seasonal->season, "hour_of_day");
  EXPECT_GE(calls.seasonal->outliers, 1U);
  EXPECT_EQ(calls.seasonal->examples.front().row, 24U * 9 + 3 + 2);
  EXPECT_EQ(issue_of(profile, "outliers"), nullptr);
}

TEST(TableProfileTest, AColumnOfNothingButDifferentValuesIsUniqueAtAnySize) {
  // Just behind the size at which the list of frequent values was emptied, nothing is frequent.
  TableState state;
  constexpr int part = 2049, parts = 60;
  for (int p = 0; p < parts; ++p) {
    InventedTable table({"number"});
    for (int i = 0; i < part; ++i) table.row({fmt::format("{}", p * part + i + 1)});
    state.add(table.batch);
    if (p % 7 != 0 && p + 1 < parts) continue;
    const auto profile = profile_of(state, {});
    EXPECT_EQ(profile.rows, static_cast<std::uint64_t>((p + 1) * part));
    EXPECT_TRUE(named(profile, "number").unique) << profile.rows;
  }
}

TEST(TableProfileTest, FindsKeysAloneAndInPairs) {
  InventedTable table({"id", "order", "line", "price"});
  for (int i = 0; i < 60; ++i)
    table.row({fmt::format("R{:04}", i), fmt::format("O{}", i / 3), fmt::format("{}", i % 3),
               fmt::format("{}.25", i)});
  const auto profile = table.profile();
  ASSERT_EQ(profile.keys.size(), 2U);  // A price identifies nothing, though each stands once.
  EXPECT_THAT(profile.keys[0].columns, ElementsAre("id"));
  EXPECT_THAT(profile.keys[1].columns, ElementsAre("order", "line"));
}

TEST(TableProfileTest, FindsWhatDecidesWhat) {
  InventedTable table({"sku", "brand", "color"});
  for (int i = 0; i < 300; ++i)
    table.row({fmt::format("S{}", i % 20), fmt::format("B{}", i % 20 / 5),
               fmt::format("C{}", (i * 7 + i / 13) % 4)});
  table.row({"S1", "B3", "C0"});  // One row that breaks it.
  const auto profile = table.profile();
  const auto at = std::ranges::find_if(profile.dependencies, [](const Dependency& one) {
    return one.from == "sku" && one.to == "brand";
  });
  ASSERT_NE(at, profile.dependencies.end());
  EXPECT_GT(at->strength, 0.98);
  EXPECT_LT(at->strength, 1.0);
  EXPECT_EQ(at->exceptions, 1U);
  for (const auto& one : profile.dependencies) EXPECT_NE(one.to, "color");
}

TEST(TableProfileTest, CountsRowsThatStandTwice) {
  InventedTable table({"a", "b"});
  for (int i = 0; i < 30; ++i) table.row({fmt::format("{}", i), "x"});
  table.row({"3", "x"}).row({"3", "x"});
  const auto profile = table.profile();
  EXPECT_EQ(profile.duplicate_rows, 2U);
  EXPECT_NE(issue_of(profile, "duplicate_rows"), nullptr);
}

TEST(TableProfileTest, TellsDamageFromHonestValues) {
  InventedTable table({"order_no", "text", "date", "zip"});
  for (int i = 0; i < 60; ++i)
    table.row({i < 50 ? fmt::format("2026030112345678{:02}", i) : "1.23E+12",
               i == 3   ? "é€€æ¬¾"
               : i == 4 ? "坏\uFFFD字"
               : i == 5 ? " 前面有空格的一句话"
                        : "商品很好，下次还来",
               i < 40   ? fmt::format("2026-01-{:02}", 1 + i % 28)
               : i < 58 ? fmt::format("2026/1/{}", 1 + i % 28)
                        : "1970-01-01",
               i % 6 == 0 ? fmt::format("{}", 1000 + i) : fmt::format("{}", 310000 + i)});
  const auto profile = table.profile();
  ASSERT_NE(issue_of(profile, "spreadsheet_number", "order_no"), nullptr);
  EXPECT_EQ(issue_of(profile, "spreadsheet_number")->count, 10U);
  ASSERT_NE(issue_of(profile, "double_encoding", "text"), nullptr);
  EXPECT_EQ(issue_of(profile, "double_encoding")->count, 1U);
  EXPECT_NE(issue_of(profile, "replaced_characters", "text"), nullptr);
  EXPECT_NE(issue_of(profile, "outer_spaces", "text"), nullptr);
  EXPECT_NE(issue_of(profile, "mixed_formats", "date"), nullptr);
  ASSERT_NE(issue_of(profile, "leading_zeros_lost", "zip"), nullptr);
  EXPECT_EQ(issue_of(profile, "leading_zeros_lost")->count, 10U);
}

TEST(TableProfileTest, PersonalValuesAreNotShown) {
  InventedTable table({"称呼", "联系", "备注"});
  for (int i = 0; i < 30; ++i)
    table.row(
        {fmt::format("王小{}", i % 2 ? "明" : "红"), fmt::format("138{:08}", i * 31), "周末送货"});
  ProfileContext context;
  context.named = {records::PersonalKind::name, records::PersonalKind::none,
                   records::PersonalKind::none};
  const auto profile = table.profile(context);
  EXPECT_TRUE(profile.columns[0].masked);
  EXPECT_TRUE(profile.columns[0].top.empty());
  EXPECT_TRUE(profile.columns[1].masked);
  EXPECT_TRUE(profile.columns[1].top.empty());
  EXPECT_EQ(profile.columns[1].personal, records::PersonalKind::phone);
  EXPECT_FALSE(profile.columns[2].masked);
  for (const auto& issue : profile.issues) {
    EXPECT_EQ(issue.message.en.find("王"), std::string::npos);
    EXPECT_EQ(issue.message.zh.find("138"), std::string::npos);
  }
}

TEST(TableProfileTest, StatesOfPartsMergeToTheWhole) {
  InventedTable whole({"k", "v"}), left({"k", "v"}), right({"k", "v"});
  for (int i = 0; i < 500; ++i) {
    const std::vector<std::string> cells = {fmt::format("K{}", i % 50),
                                            fmt::format("{}", i * 3 % 101)};
    whole.row(cells);
    (i % 3 == 0 ? left : right).row(cells);
  }
  TableState a, b;
  a.add(left.batch);
  b.add(right.batch);
  a.merge(b);
  const auto merged = profile_of(a, {});
  const auto direct = whole.profile();
  ASSERT_EQ(merged.rows, direct.rows);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(merged.columns[i].distinct, direct.columns[i].distinct);
    EXPECT_EQ(merged.columns[i].type, direct.columns[i].type);
    EXPECT_EQ(merged.columns[i].top[0].count, direct.columns[i].top[0].count);
  }
  EXPECT_DOUBLE_EQ(merged.columns[1].numbers->median, direct.columns[1].numbers->median);
  EXPECT_NEAR(merged.columns[1].numbers->mean, direct.columns[1].numbers->mean, 1e-9);
  EXPECT_EQ(merged.duplicate_rows, direct.duplicate_rows);
}

}  // namespace aftercare::quality
