#include "intake/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "written_file.hpp"

namespace aftercare::intake {

using Rows = std::vector<std::vector<std::string>>;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(JsonReaderTest, LinesMayBringDifferentKeys) {
  const auto read = read_bytes(
      "{\"id\":1,\"text\":\"退款\"}\n"
      "{\"text\":\"b\",\"id\":2,\"tags\":[\"x\", 1],\"user\":{\"city\":\"广州\",\"vip\":true}}\n"
      "\n"
      "{\"id\":null,\"user\":{\"city\":null,\"level\":{\"name\":\"gold\"}}}\n",
      "x.jsonl");
  EXPECT_EQ(read.description.format, Format::jsonl);
  EXPECT_THAT(read.columns,
              ElementsAre("id", "text", "tags", "user.city", "user.vip", "user.level.name"));
  EXPECT_EQ(read.rows, (Rows{{"1", "退款", "", "", "", ""},
                             {"2", "b", "[\"x\", 1]", "广州", "true", ""},
                             {"", "", "", "", "", "gold"}}));
  EXPECT_EQ(read.blanks, 1U);
  EXPECT_EQ(read.origins[2].row, 4U);
}

TEST(JsonReaderTest, NumbersKeepTheirDigits) {
  const auto read = read_bytes(
      "{\"id\":123456789012345678901234567890,\"price\":12.50,\"x\":-1e3 }\n", "x.jsonl");
  EXPECT_EQ(read.rows, (Rows{{"123456789012345678901234567890", "12.50", "-1e3"}}));
}

TEST(JsonReaderTest, EscapesAreText) {
  const auto read = read_bytes(R"({"a":"line\nbreak \"q\" \u9000\ud83d\ude00"})"
                               "\n",
                               "x.jsonl");
  EXPECT_EQ(read.rows, (Rows{{"line\nbreak \"q\" 退😀"}}));
}

TEST(JsonReaderTest, ABadLineIsRejectedAndLeavesNoTrace) {
  const std::string bad[] = {"{\"b\":1,}",
                             "{\"b\":1",
                             "{\"b\" 1}",
                             "not json",
                             "[1,2]",
                             "{\"b\":01}",
                             "{\"b\":1} extra",
                             "{\"b\":[1,,2]}",
                             "{\"b\":tru}",
                             "{\"b\":\"\\x\"}",
                             "{\"b\":{\"c\":}}",
                             "17",
                             "{\"b\":1}{\"b\":2}"};
  for (const auto& line : bad) {
    const auto read = read_bytes("{\"a\":1}\n" + line + "\n{\"a\":2}\n", "x.jsonl");
    EXPECT_THAT(read.columns, ElementsAre("a")) << line;
    EXPECT_EQ(read.rows, (Rows{{"1"}, {"2"}})) << line;
    ASSERT_EQ(read.rejected.size(), 1U) << line;
    EXPECT_EQ(read.rejected[0].reason, "bad_json");
    EXPECT_EQ(read.rejected[0].raw, line);
    EXPECT_EQ(read.rejected[0].origin.row, 2U);
    EXPECT_EQ(read.rejected[0].origin.byte, 8U);
  }
}

TEST(JsonReaderTest, AnArrayOfObjectsIsRows) {
  const std::string rows = "[ {\"a\":1,\"t\":\"x]},{\"},\n  {\"a\":2},\n3,{\"a\":4}]\n";
  for (const std::string& bytes :
       {rows, "{\"code\":0,\"errors\":[],\"data\":{\"page\":[1,2],\"list\":" + rows +
                  "},\"total\":[1]}"}) {
    const auto read = read_bytes(bytes, "x.json");
    EXPECT_EQ(read.error.message, "");
    EXPECT_EQ(read.description.format, Format::json);
    EXPECT_EQ(read.rows, (Rows{{"1", "x]},{"}, {"2", ""}, {"4", ""}}));
    ASSERT_EQ(read.rejected.size(), 1U);
    EXPECT_EQ(read.rejected[0].raw, "3");
    EXPECT_EQ(read.origins[2].row, 4U);
  }
}

TEST(JsonReaderTest, OneObjectWithItemsIsOneRowAndLosesNothing) {
  const std::string order =
      "{\"order_id\":\"A7\",\"buyer\":{\"city\":\"杭州\"},\"paid\":12.50,"
      "\"items\":[{\"sku\":\"x\",\"qty\":1},{\"sku\":\"y\",\"qty\":2}],\"note\":null}";
  const std::string items = "[{\"sku\":\"x\",\"qty\":1},{\"sku\":\"y\",\"qty\":2}]";
  for (const auto& bytes : {order, order + "\n", "\n" + order}) {
    const auto read = read_bytes(bytes, "x.json");
    EXPECT_EQ(read.error.message, "");
    EXPECT_THAT(read.columns, ElementsAre("order_id", "buyer.city", "paid", "items", "note"));
    EXPECT_EQ(read.rows, (Rows{{"A7", "杭州", "12.50", items, ""}}));
  }
  const auto wrapped = read_bytes("{\"order\":" + order + "}", "x.json");
  EXPECT_THAT(wrapped.columns, ElementsAre("order.order_id", "order.buyer.city", "order.paid",
                                           "order.items", "order.note"));
  EXPECT_EQ(wrapped.rows.size(), 1U);
  // Two lists of one thing, which no table can hold side by side.
  const auto two = read_bytes(
      R"({"订单号":"7","买家":"李","金额":5,"商品":[{"a":1}],"物流":[{"b":2},{"b":3}]})", "x.json");
  EXPECT_EQ(two.rows, (Rows{{"7", "李", "5", R"([{"a":1}])", R"([{"b":2},{"b":3}])"}}));
}

TEST(JsonReaderTest, WhatStandsBesideAListOfRowsComesWithEachRow) {
  const auto read = read_bytes(
      R"({"request_id":"r1","code":0,"message":"ok","shop_id":"S1","data":{"exported":"2026-05-01",)"
      R"("tags":["a"],"orders":[{"id":1,"shop_id":"T"},{"id":2}],"total":2},"by":{"name":"Li"}})",
      "x.json");
  EXPECT_EQ(read.error.message, "");
  EXPECT_THAT(read.columns,
              ElementsAre("id", "shop_id", "/shop_id", "/by.name", "/data/exported", "/data/tags"));
  EXPECT_EQ(read.rows, (Rows{{"1", "T", "S1", "Li", "2026-05-01", R"(["a"])"},
                             {"2", "", "S1", "Li", "2026-05-01", R"(["a"])"}}));
  // One page of a list is no record, even with a number of its own.
  const auto page =
      read_bytes(R"({"page":1,"shop_id":"S","orders":[{"id":1},{"id":2}]})", "x.json");
  EXPECT_EQ(page.rows, (Rows{{"1", "S"}, {"2", "S"}}));
}

TEST(JsonReaderTest, WhatClosesMoreThanItOpensIsNoHarm) {
  for (const std::string bytes :
       {"{\"a\"}]}}:[{\"b\":1}", "{\"a\":1}}]]{\"c\":[{\"b\":1}]", "{\"}[{"}) {
    const auto read = read_bytes(bytes, "x.json");
    EXPECT_LE(read.rows.size(), 3U) << bytes;
  }
}

TEST(JsonReaderTest, AnEmptyArrayHasNoRows) {
  const auto read = read_bytes("[]", "x.json");
  EXPECT_EQ(read.error.message, "");
  EXPECT_EQ(read.records, 0U);
}

TEST(JsonReaderTest, ObjectsOneAfterAnotherOverSeveralLinesAreRows) {
  EXPECT_EQ(read_bytes("{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", "x.json").rows, (Rows{{"1"}, {"2"}}));
}

TEST(JsonReaderTest, WhatBreaksOffIsAnErrorThatNamesFileAndRow) {
  for (const std::string bytes :
       {"[{\"a\":1},{\"a\":2},", "[{\"a\":1},{\"a\":2},{\"a\"", "{\"data\":[{\"a\":1},{\"a\":2}"}) {
    const auto read = read_bytes(bytes, "x.json");
    EXPECT_EQ(read.error.kind, base::ErrorKind::input);
    EXPECT_THAT(read.error.message, HasSubstr("cut off"));
    EXPECT_THAT(read.error.message, HasSubstr("x.json, after row 2"));
    EXPECT_THAT(read.error.message_zh, HasSubstr("第 2 行"));
  }
}

TEST(JsonReaderTest, ASecondArrayOfObjectsIsNotSilentlyDropped) {
  for (const std::string bytes :
       {"[{\"a\":1}] [{\"a\":2}]", "{\"x\":[{\"a\":1}],\"y\":[{\"a\":2}]}"})
    EXPECT_THAT(read_bytes(bytes, "x.json").error.message, HasSubstr("only one can be read"));
}

TEST(JsonReaderTest, TextEncodedTwiceIsMended) {
  const auto read =
      read_bytes("{\"a\":\"\u00E9\u0080\u0080\u00E6\u00AC\u00BE\",\"b\":\"café\"}\n", "x.jsonl");
  EXPECT_EQ(read.rows, (Rows{{"退款", "café"}}));
  EXPECT_THAT(read.repairs, ElementsAre(records::TextRepair::double_encoded));
}

TEST(JsonReaderTest, ARecordThatIsTooLongIsPassedOver) {
  OpenOptions options;
  options.longest_record = 100'000;
  const auto text = std::string(2'000'000, 'x');
  const auto lines =
      read_bytes("{\"a\":\"1\"}\n{\"a\":\"" + text + "\"}\n{\"a\":\"3\"}\n", "x.jsonl", options);
  const auto array = read_bytes("[{\"a\":\"1\"},{\"a\":\"" + text + "\",\"b\":[{}]},{\"a\":\"3\"}]",
                                "x.json", options);
  for (const auto& read : {lines, array}) {
    EXPECT_EQ(read.error.message, "");
    EXPECT_EQ(read.rows, (Rows{{"1"}, {"3"}}));
    ASSERT_EQ(read.rejected.size(), 1U);
    EXPECT_EQ(read.rejected[0].reason, "line_too_long");
    EXPECT_EQ(read.rejected[0].origin.row, 2U);
  }
}

TEST(JsonReaderTest, KeysThatAppearLaterWidenTheTable) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += "{\"a\":" + std::to_string(i) + "}\n";
  bytes += "{\"a\":0,\"late\":\"x\"}\n{\"a\":1}\n";
  const auto reader = open(WrittenFile(bytes, "x.jsonl").path());
  ASSERT_TRUE(reader.has_value());
  EXPECT_THAT((*reader)->description().columns, ElementsAre("a"));
  const auto read = read_on(**reader);
  EXPECT_THAT(read.columns, ElementsAre("a", "late"));
  EXPECT_EQ(read.rows.at(100'000), (std::vector<std::string>{"0", "x"}));
  EXPECT_EQ(read.rows.back(), (std::vector<std::string>{"1", ""}));
}

TEST(JsonReaderTest, AKeyForEveryLineDoesNotExhaustTheMemory) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += "{\"key_" + std::to_string(i) + "\":1}\n";
  const auto read = read_bytes("{\"a\":1}\n" + std::string(1 << 20, ' ') + "\n" + bytes, "x.jsonl");
  EXPECT_EQ(read.columns.size(), JsonRowReader::kMostColumns);
  ASSERT_FALSE(read.rejected.empty());
  EXPECT_EQ(read.rejected[0].reason, "column_count");
  EXPECT_EQ(read.rows.size() + read.rejected.size(), 5001U);
}

}  // namespace aftercare::intake
