#include "quality/repair/repair.hpp"

#include <gtest/gtest.h>

#include "quality/repair/repair_question.hpp"
#include "small_table.hpp"

namespace aftercare::quality {
namespace {

const char* const kCities[][3] = {{"S01", "Lakewood", "blue"},  {"S02", "Riverton", "red"},
                                  {"S03", "Hillcrest", "blue"}, {"S04", "Marshland", "green"},
                                  {"S05", "Oakridge", "red"},   {"S06", "Stonebury", "green"}};

// Twenty rows a shop, in turns; the shop determines city and colour.
TableMaker shops(std::size_t rounds = 20) {
  TableMaker table({"ticket", "shop", "city", "colour"});
  for (std::size_t i = 0; i < rounds; ++i)
    for (std::size_t s = 0; s < 6; ++s) {
      const auto& shop = kCities[(s * 5 + i) % 6];
      table.row({"T" + std::to_string((i * 6 + s) * 37 % 9973 + 10000), shop[0], shop[1], shop[2]});
    }
  return table;
}

}  // namespace

TEST(RepairTest, LeavesACleanTableAsItIs) {
  EXPECT_EQ(applied(repairs_of(shops())), 0U);
}

TEST(RepairTest, MendsASlipByWhatOtherColumnsDetermine) {
  auto table = shops();
  table.row({"T99001", "S02", "Rivreton", "red"}).row({"T99002", "S03", "Hilcrest", "blue"});
  const auto repairs = repairs_of(table);
  for (const auto& [row, city] : {std::pair{120U, "Riverton"}, {121U, "Hillcrest"}}) {
    const auto* repair = at(repairs, row, 2);
    ASSERT_NE(repair, nullptr);
    EXPECT_EQ(repair->now, city);
    EXPECT_EQ(repair->state, RepairState::applied);
    EXPECT_GE(repair->confidence, 0.7);
  }
  EXPECT_EQ(applied(repairs), 2U);
}

TEST(RepairTest, FillsAnEmptyCellAndSaysThatItDid) {
  auto table = shops();
  table.row({"T99001", "S05", "", "red"});
  const auto* repair = at(repairs_of(table), 120, 2);
  const auto repairs = repairs_of(table);
  repair = at(repairs, 120, 2);
  ASSERT_NE(repair, nullptr);
  EXPECT_EQ(repair->now, "Oakridge");
  EXPECT_EQ(repair->reason, RepairReason::imputed);
}

TEST(RepairTest, NeverChangesKeys) {
  // Tickets are near each other in writing and each its own; nothing determines one.
  auto table = shops();
  table.row({"T10038", "S02", "Riverton", "red"}).row({"X10038", "S02", "Riverton", "red"});
  for (const auto& repair : repairs_of(table))
    EXPECT_FALSE(repair.column == 0 && repair.state == RepairState::applied) << repair.now;
}

TEST(RepairTest, KeepsRareButRealNames) {
  TableMaker table({"order", "name"});
  const char* const names[] = {"Martin", "Marten", "Marvin", "Jon",  "John",  "Joan",
                               "Anna",   "Anne",   "Hanna",  "Lena", "Lenae", "Dana",
                               "Dan",    "Dane",   "Mark",   "Marc", "Carl",  "Karl"};
  for (std::size_t i = 0; i < 180; ++i)
    table.row({"O" + std::to_string(i * 7919 % 99991 + 100000), names[i * i % 18]});
  for (const char* rare : {"Marlin", "Joan-Anna", "Lenya", "Karol", "Danes"})
    table.row({"O" + std::string(rare), rare});
  EXPECT_EQ(applied(repairs_of(table)), 0U);
}

TEST(RepairTest, WritesAValueAsItsColumnWritesThem) {
  TableMaker table({"id", "day", "phone", "amount", "grade"});
  for (std::size_t i = 0; i < 60; ++i)
    table.row({std::to_string(5000 + i * i),
               "2026-0" + std::to_string(i % 9 + 1) + "-1" + std::to_string(i % 7),
               "139" + std::to_string(10000000 + i * 7919), std::to_string(i % 13 + 3) + ".50",
               i % 2 == 0 ? "gold" : "silver"});
  table.row({"9001", "2026/3/7", "139-1234-5678", "￥1,299.50", "Gold"});
  table.row({"9002", "２０２６-03-08", "+86 13912345678", "1.2万", " silver"});
  const auto repairs = repairs_of(table);
  const struct {
    std::size_t row, column;
    const char* now;
    RepairReason reason;
  } wanted[] = {
      {60, 1, "2026-03-07", RepairReason::moment_form},
      {60, 2, "13912345678", RepairReason::phone_form},
      {60, 3, "1299.50", RepairReason::number_form},
      {60, 4, "gold", RepairReason::letter_case},
      {61, 1, "2026-03-08", RepairReason::spaces},
      {61, 2, "13912345678", RepairReason::phone_form},
      {61, 3, "12000.00", RepairReason::number_form},
      {61, 4, "silver", RepairReason::spaces},
  };
  for (const auto& one : wanted) {
    const auto* repair = at(repairs, one.row, one.column);
    ASSERT_NE(repair, nullptr) << one.now;
    EXPECT_EQ(repair->now, one.now);
    EXPECT_EQ(repair->reason, one.reason) << one.now;
    EXPECT_EQ(repair->state, RepairState::applied) << one.now;
  }
}

TEST(RepairTest, LeavesTheLettersOfNamesThatNoOtherRowHas) {
  TableMaker table({"package", "licence"});
  const char* const stems[] = {"left", "parse", "stream", "colour", "mini", "fetch", "router"};
  for (std::size_t i = 0; i < 210; ++i)
    table.row({std::string(stems[i % 7]) + "-" + stems[i / 7 % 7] + "-" + stems[i / 49 % 7],
               i % 2 == 0 ? "mit" : "apache"});
  table.row({"JSONStream", "mit"}).row({"Base64", "Apache"});
  const auto repairs = repairs_of(table);
  for (const std::size_t row : {210U, 211U}) {
    const auto* name = at(repairs, row, 0);
    EXPECT_TRUE(name == nullptr || name->state != RepairState::applied) << row;
  }
  const auto* licence = at(repairs, 211, 1);  // A way to write a value that many rows have.
  ASSERT_NE(licence, nullptr);
  EXPECT_EQ(licence->now, "apache");
}

TEST(RepairTest, LeavesPicturesWhole) {
  TableMaker table({"id", "place"});
  const char* const places[] = {"Riverton", "Lakeside", "Hilltop", "Old Mill"};
  for (std::size_t i = 0; i < 120; ++i) table.row({std::to_string(5000 + i * i), places[i % 4]});
  table.row({"90001", "NYC✈️MIA"})
      .row({"90002", "Home 👨‍👩‍👧"})
      .row({"90003", "Lake\u200Bside"});
  const auto repairs = repairs_of(table);
  for (const std::size_t row : {120U, 121U}) {
    const auto* place = at(repairs, row, 1);
    EXPECT_TRUE(place == nullptr || place->state != RepairState::applied) << place->now;
  }
  ASSERT_NE(at(repairs, 122, 1), nullptr);
  EXPECT_EQ(at(repairs, 122, 1)->now, "Lakeside");
}

TEST(RepairTest, LeavesADayThatCouldBeTwo) {
  TableMaker table({"id", "day"});
  for (std::size_t i = 0; i < 60; ++i)
    table.row({std::to_string(5000 + i * i),
               "2026-0" + std::to_string(i % 9 + 1) + "-1" + std::to_string(i % 7)});
  table.row({"9001", "03/04/2026"}).row({"9002", "17/04/2026"});
  const auto repairs = repairs_of(table);
  const auto* unsure = at(repairs, 60, 1);
  EXPECT_TRUE(unsure == nullptr || unsure->state != RepairState::applied);
  const auto* sure = at(repairs, 61, 1);
  ASSERT_NE(sure, nullptr);
  EXPECT_EQ(sure->now, "2026-04-17");
}

TEST(RepairTest, SuspectsATieAndChangesNothing) {
  // Each shop stands with two cities, as often as each other: neither is the right one.
  TableMaker table({"shop", "city"});
  for (std::size_t i = 0; i < 40; ++i)
    table.row({kCities[i % 4][0], kCities[(i % 4 + (i / 4) % 2) % 4][1]});
  EXPECT_EQ(applied(repairs_of(table)), 0U);
}

TEST(RepairTest, PutsExchangedCellsBack) {
  auto table = shops();
  table.row({"T99001", "Hillcrest", "S03", "blue"});
  const auto repairs = repairs_of(table);
  ASSERT_NE(at(repairs, 120, 1), nullptr);
  ASSERT_NE(at(repairs, 120, 2), nullptr);
  EXPECT_EQ(at(repairs, 120, 1)->now, "S03");
  EXPECT_EQ(at(repairs, 120, 2)->now, "Hillcrest");
  EXPECT_EQ(at(repairs, 120, 1)->reason, RepairReason::exchanged);
}

TEST(RepairTest, BelievesTheSourcesThatOthersConfirm) {
  // Good sources tell the truth about each thing, two bad ones tell the same lie about half of
  // them.
  TableMaker table({"source", "thing", "opens", "closes"});
  for (std::size_t thing = 0; thing < 30; ++thing)
    for (const char* source : {"a", "b", "c", "d", "lie1", "lie2"}) {
      const bool lies = source[0] == 'l' && thing % 2 == 0;
      const bool silent = source[0] == 'd' && thing % 5 == 0;
      const auto hour = std::to_string(thing % 4 + (lies ? 5 : 6));
      table.row({source, "thing " + std::to_string(thing), silent ? "" : hour + ":00",
                 std::to_string(thing % 3 + (lies ? 15 : 17)) + ":30"});
    }
  const auto repairs = repairs_of(table);
  for (std::size_t row = 0; row < table.batch().rows(); ++row) {
    const auto* repair = at(repairs, row, 2);
    const auto thing = row / 6;
    const auto truth = std::to_string(thing % 4 + 6) + ":00";
    if (table.batch().cell(row, 2) == truth) continue;
    ASSERT_NE(repair, nullptr) << row;
    EXPECT_EQ(repair->now, truth) << row;
  }
}

TEST(RepairTest, EmptyCellsThatBelongThereStay) {
  TableMaker table({"order", "state", "paid"});
  for (std::size_t i = 0; i < 200; ++i)
    table.row({"O" + std::to_string(i * 7919 % 99991 + 100000), i % 40 == 0 ? "unpaid" : "paid",
               i % 40 == 0 ? "" : "2026-01-" + std::to_string(i % 18 + 10)});
  for (const auto& repair : repairs_of(table)) EXPECT_NE(repair.column, 2U) << repair.row;
}

TEST(RepairTest, TakesEmptyAndOneRowTables) {
  TableMaker none({"a", "b"});
  EXPECT_TRUE(repairs_of(none).empty());
  TableMaker one({"a", "b"});
  one.row({"x", ""});
  EXPECT_EQ(applied(repairs_of(one)), 0U);
}

TEST(RepairTest, AnAnswerSettlesItsCell) {
  auto table = shops();
  table.row({"T99001", "S02", "Rivreton", "red"});
  const auto kept = repairs_of(table, {{120, 2, "Rivreton"}});
  EXPECT_EQ(at(kept, 120, 2), nullptr);
  const auto told = repairs_of(table, {{120, 2, "Riverside"}});
  ASSERT_NE(at(told, 120, 2), nullptr);
  EXPECT_EQ(at(told, 120, 2)->now, "Riverside");
  EXPECT_EQ(at(told, 120, 2)->reason, RepairReason::answer);
}

TEST(RepairQuestionTest, AsksAboutEachCellOnceAndNoMoreThanWanted) {
  auto table = shops();
  for (int i = 0; i < 6; ++i) table.row({"T9900" + std::to_string(i), "S02", "Rivreton", "red"});
  base::NoProgress progress;
  const auto found = find_repairs(table.batch(), {}, progress);
  const auto questions = choose_questions(found, table.batch(), 3);
  EXPECT_LE(questions.size(), 3U);
  for (std::size_t i = 0; i < questions.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(questions[i].row == questions[j].row &&
                   questions[i].column == questions[j].column);
}

}  // namespace aftercare::quality
