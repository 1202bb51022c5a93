#include "standard/choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_rows.hpp"

namespace aftercare::standard {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const records::RawBatch& sample() {
  static const auto rows = raw_rows(
      {"No", "When", "Via", "Said"},
      {{"1", "31/12/2026", "shop", "The charger broke"}, {"2", "01/12/2026", "email", "Too late"}});
  return rows;
}

std::vector<std::string> missing_in(const Choice& choice) {
  std::vector<std::string> fields;
  for (const auto& [field, codes] : missing_of(choice, *shipped().dictionary().entity("case")))
    fields.push_back(field + (codes.empty() ? "" : "*"));
  return fields;
}

TEST(ChoiceTest, BecomesTheMappingItDescribes) {
  Choice choice{"case",
                {{"No", "case_id", {}},
                 {"When", "opened_at", {}},
                 {"Via", "channel", {{"shop", "phone"}}},
                 {"Said", "text", {}}},
                {{"kind", "complaint"}}};
  EXPECT_THAT(missing_in(choice), IsEmpty());
  const auto mapping = mapping_of(choice, sample(), shipped().dictionary());
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->recognised, (std::vector<std::string>{"No", "When", "Via", "Said"}));
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  const auto cases = shipped().mapper(*mapping, zone).value().apply(sample()).front();
  EXPECT_EQ(value_text(cases, "channel", 0), "phone");
  EXPECT_EQ(value_text(cases, "channel", 1), "email");
  EXPECT_EQ(value_text(cases, "kind", 0), "complaint");
  EXPECT_EQ(value_text(cases, "opened_at", 1), "2026-11-30T16:00:00Z")
      << "the first row shows which number is the day";
}

TEST(ChoiceTest, WhatIsNeededIsSaid) {
  EXPECT_THAT(missing_in({"case", {}, {}}), testing::UnorderedElementsAre("case_id", "channel*"));
  EXPECT_THAT(missing_in({"case", {{"Said", "text", {}}}, {{"channel", "email"}}}), IsEmpty())
      << "records with a text are told apart by it";
  EXPECT_THAT(missing_in({"case", {{"No", "case_id", {}}, {"Via", "channel", {}}}, {}}), IsEmpty());
}

TEST(ChoiceTest, WhatCannotBeIsRefused) {
  const std::pair<Choice, std::string> cases[] = {
      {{"spaceship", {}, {}}, "spaceship"},
      {{"case", {{"No", "no_such_field", {}}}, {}}, "no_such_field"},
      {{"case", {{"Absent", "case_id", {}}}, {}}, "Absent"},
      {{"case", {{"No", "case_id", {}}, {"Said", "case_id", {}}}, {}}, "two columns"},
      {{"case", {{"No", "order_item.no_such_field", {}}}, {}}, "no_such_field"},
      {{"case", {{"No", "spaceship.x", {}}}, {}}, "spaceship"},
      {{"case", {{"Via", "channel", {}}}, {{"channel", "email"}}}, "two columns"},
      {{"case", {}, {{"channel", "pigeon"}}}, "pigeon"},
      {{"case", {{"Via", "channel", {{"shop", "pigeon"}}}}, {}}, "pigeon"},
      {{"case", {{"No", "severity", {}}}, {}}, "severity"},  // A stage fills it.
  };
  for (const auto& [choice, said] : cases) {
    const auto mapping = mapping_of(choice, sample(), shipped().dictionary());
    ASSERT_FALSE(mapping) << said;
    EXPECT_EQ(mapping.error().kind, base::ErrorKind::usage);
    EXPECT_THAT(mapping.error().message, HasSubstr(said));
    EXPECT_FALSE(mapping.error().message_zh.empty());
  }
}

TEST(ChoiceTest, ASuggestionIsAChoiceToStartFrom) {
  const auto suggestion = shipped().suggest(sample().columns, sample(), "case");
  const auto choice = to_choice(suggestion);
  EXPECT_EQ(choice.entity, "case");
  for (const auto& column : choice.columns) EXPECT_FALSE(column.field.empty()) << column.column;
  EXPECT_EQ(choice.constants, suggestion.constants);
}

TEST(ChoiceTest, TextsInSeveralColumnsAreJoinedAndLinesGoWithTheirOrder) {
  const auto rows = raw_rows({"order", "sku", "first", "last"},
                             {{"O1", "P1", "Ann", "Lee"}, {"O1", "P2", "Ann", "Lee"}});
  const auto mapping = mapping_of({"order",
                                   {{"order", "order_id"},
                                    {"sku", "order_item.product_id"},
                                    {"first", "receiver_name"},
                                    {"last", "receiver_name"}},
                                   {}},
                                  rows, shipped().dictionary());
  ASSERT_TRUE(mapping) << mapping.error().message;
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  const auto batches = shipped().mapper(*mapping, zone).value().apply(rows);
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[0].entity->name, "order_item");
  EXPECT_EQ(batches[0].rows(), 2U);
  EXPECT_EQ(batches[1].rows(), 1U);
  EXPECT_EQ(value_text(batches[1], "receiver_name", 0), "Ann Lee");
}

TEST(ChoiceTest, ADayAndATimeOfTheClockMayFillOneMoment) {
  const auto rows =
      raw_rows({"order", "clock", "day", "paid"}, {{"O1", "8:05 AM", "03/22/2026", "2026-03-23"},
                                                   {"O2", "9:30 PM", "03/14/2026", "2026-03-15"}});
  const auto with = [&rows](const std::string& second) {
    return mapping_of(
        {"order", {{"order", "order_id"}, {second, "ordered_at"}, {"day", "ordered_at"}}, {}}, rows,
        shipped().dictionary());
  };
  const auto mapping = with("clock");
  ASSERT_TRUE(mapping) << mapping.error().message;
  const auto zone = records::Zone::named("UTC").value();
  const auto batches = shipped().mapper(*mapping, zone).value().apply(rows);
  EXPECT_EQ(value_text(batches[0], "ordered_at", 1), "2026-03-14T21:30:00Z");
  const auto two_days = with("paid");
  ASSERT_FALSE(two_days);
  EXPECT_THAT(two_days.error().message, HasSubstr("two columns fill one field"));
}

}  // namespace
}  // namespace aftercare::standard
