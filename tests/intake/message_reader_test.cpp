#include "intake/stream/message_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace aftercare::intake {
namespace {

using testing::ElementsAre;

std::vector<KafkaMessage> messages_of(const std::vector<std::string>& values) {
  std::vector<KafkaMessage> messages;
  for (std::size_t i = 0; i < values.size(); ++i)
    messages.push_back({{"t", 3}, static_cast<std::int64_t>(40 + i), values[i], false});
  return messages;
}

Slice slice_of(const std::vector<std::string>& values, const MessageShape& shape = {}) {
  const auto reader = open_messages("t/3", messages_of(values), shape);
  auto slice = reader->next();
  EXPECT_TRUE(slice && *slice);
  return slice && *slice ? std::move(**slice) : Slice{};
}

TEST(MessageReader, ValuesAreObjectsArraysOrLines) {
  const auto slice = slice_of({R"({"a":1,"b":"好"})", "[{\"a\":2},\n {\"a\":3,\"c\":{\"d\":4}}]",
                               "{\"a\":5}\n{\"a\":6}\r\n", "{\n  \"a\": 7\n}\n"});
  EXPECT_THAT(slice.batch.columns, ElementsAre("a", "b", "c.d"));
  std::vector<std::string> first;
  std::vector<std::uint64_t> offsets;
  for (std::size_t row = 0; row < slice.batch.rows(); ++row) {
    first.emplace_back(slice.batch.cell(row, 0));
    offsets.push_back(slice.batch.origins[row].row);
  }
  EXPECT_THAT(first, ElementsAre("1", "2", "3", "5", "6", "7"));
  EXPECT_THAT(offsets, ElementsAre(40, 41, 41, 42, 42, 43)) << "a row is numbered by its message";
  EXPECT_EQ(slice.batch.cell(0, 1), "好");
  EXPECT_EQ(slice.batch.cell(2, 2), "4");
  EXPECT_EQ(slice.batch.cell(0, 2), "");
}

TEST(MessageReader, WhatIsNoRowIsSetAsideAtItsOffset) {
  const auto slice = slice_of({R"({"a":1})", "nonsense", "[1, {\"a\":2}]", "{\"a\":", "[]"});
  EXPECT_EQ(slice.batch.rows(), 2U);
  std::vector<std::uint64_t> offsets;
  for (const auto& row : slice.rejected) {
    offsets.push_back(row.origin.row);
    EXPECT_EQ(row.reason, "bad_json");
  }
  EXPECT_THAT(offsets, ElementsAre(41, 42, 43, 44));
  EXPECT_EQ(slice.records, 6U);
}

TEST(MessageReader, NoValueIsBlank) {
  auto messages = messages_of({"", R"({"a":1})", "  \n"});
  messages[0].empty = true;
  auto slice = open_messages("t/3", std::move(messages), {})->next();
  ASSERT_TRUE(slice && *slice);
  EXPECT_EQ((*slice)->blanks, 2U);
  EXPECT_EQ((*slice)->batch.rows(), 1U);
}

TEST(MessageReader, LinesOfCsvHaveTheDeclaredColumns) {
  const auto slice =
      slice_of({"1,\"a, \"\"b\"\"\"\n", "2,", "3", "4,\"open", "5,a,b"}, {{"id", "text"}});
  EXPECT_THAT(slice.batch.columns, ElementsAre("id", "text"));
  ASSERT_EQ(slice.batch.rows(), 2U);
  EXPECT_EQ(slice.batch.cell(0, 1), "a, \"b\"");
  EXPECT_EQ(slice.batch.cell(1, 1), "");
  std::vector<std::string> reasons;
  for (const auto& row : slice.rejected) reasons.push_back(row.reason);
  EXPECT_THAT(reasons, ElementsAre("column_count", "unclosed_quote", "column_count"));
}

TEST(MessageReader, OtherEncodingsAreRead) {
  const auto slice = slice_of({"{\"a\":\"\xC4\xE3\xBA\xC3\xA3\xAC\xCD\xCB\xBF\xEE\"}"});  // GBK.
  ASSERT_EQ(slice.batch.rows(), 1U);
  EXPECT_EQ(slice.batch.cell(0, 0), "你好，退款");
}

TEST(MessageReader, AnyBytesEndWithoutHarm) {
  std::mt19937_64 random(7);
  const std::string_view bytes = "{}[]\",:\\\n 0ae\xC4\xE3\xFF";
  for (int i = 0; i < 3000; ++i) {
    std::string value;
    const auto size = random() % 40;
    while (value.size() < size) value += bytes[random() % bytes.size()];
    for (const auto& shape : {MessageShape{}, MessageShape{{"x", "y"}}}) {
      auto slice = open_messages("t", messages_of({value, value}), shape)->next();
      ASSERT_TRUE(slice);
      if (!*slice) continue;
      const auto& read = **slice;
      EXPECT_EQ(read.records, read.batch.rows() + read.rejected.size() + read.blanks);
      EXPECT_EQ(read.batch.cells.size(), read.batch.rows() * read.batch.columns.size());
    }
  }
}

}  // namespace
}  // namespace aftercare::intake
