#include "intake/table_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "written_file.hpp"

namespace aftercare::intake {
namespace {

TEST(TableFileTest, HoldsEveryRowOfAFileOfSeveralSlices) {
  std::string text = "id,name\n";
  constexpr std::size_t rows = 45'000;
  for (std::size_t row = 0; row < rows; ++row) text += fmt::format("{},名 {}\n", row, row % 7);
  const WrittenFile file(text);
  const auto read = read_table(file.path());
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->table.rows(), rows);
  EXPECT_EQ(read->headers, 1U);
  for (const std::size_t row : {std::size_t{0}, std::size_t{20'000}, rows - 1}) {
    EXPECT_EQ(read->table.cell(row, 0), fmt::format("{}", row));
    EXPECT_EQ(read->table.cell(row, 1), fmt::format("名 {}", row % 7));
    EXPECT_EQ(read->table.origins[row].row, row + 2);
  }
}

TEST(TableFileTest, GivesEarlierObjectsTheColumnsOfLaterOnes) {
  std::string text;
  for (int row = 0; row < 20'000; ++row)
    text += R"({"id": 1})"
            "\n";
  text += R"({"id": 2, "late": "x"})"
          "\n"
          R"({"late": "y"})"
          "\n";
  const WrittenFile file(text, "rows.jsonl");
  const auto read = read_table(file.path());
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->table.columns, (std::vector<std::string>{"id", "late"}));
  ASSERT_EQ(read->table.rows(), 20'002U);
  EXPECT_EQ(read->table.cell(0, 1), "");
  EXPECT_EQ(read->table.cell(19'999, 0), "1");
  EXPECT_EQ(read->table.cell(20'000, 1), "x");
  EXPECT_EQ(read->table.cell(20'001, 0), "");
}

TEST(TableFileTest, KeepsWhatCouldNotBecomeCellsApart) {
  const WrittenFile file("a,b,c\n1,2,3\n1,2\n4,5,6\n");
  const auto read = read_table(file.path());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->table.rows(), 2U);
  ASSERT_EQ(read->rejected.size(), 1U);
  EXPECT_EQ(read->rejected.front().origin.row, 3U);
}

TEST(TableFileTest, RefusesWhatWouldNotFitAndWhatHasNoRows) {
  const WrittenFile large("a,b\n" + std::string(600, 'x') + "," + std::string(600, 'y') + "\n");
  const auto refused = read_table(large.path(), {}, 1000);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::input);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("too large"));
  EXPECT_TRUE(read_table(large.path(), {}, 1200).has_value());

  const WrittenFile bare("order_id,amount\n");
  const auto none = read_table(bare.path());
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, testing::HasSubstr("no row"));
}

}  // namespace
}  // namespace aftercare::intake
