#include "standard/mapping_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "raw_rows.hpp"
#include "standard/mapping_writer.hpp"

namespace aftercare::standard {
namespace {

namespace fs = std::filesystem;

class MappingFileTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove(file_); }
  base::Result<Mapping> load(const std::string& text) {
    std::ofstream(file_) << text;
    return load_mapping(file_, shipped().dictionary());
  }
  fs::path file_ =
      fs::temp_directory_path() / ("aftercare_mapping_" + std::to_string(getpid()) + ".yaml");
};

constexpr std::string_view kHead = "name: own\nlabel: {zh: 自有, en: Own}\nentities:\n";

TEST_F(MappingFileTest, RefusesWithFileAndLine) {
  const std::string head(kHead);
  const std::string order = head + "  - entity: order\n    fields:\n      order_id: id\n";
  const std::pair<std::string, std::string> cases[] = {
      {"label: {zh: 自有, en: Own}\n", "missing: name|1"},
      {"name: own\nlabel: {zh: 自有}\nentities: []\n", "missing: en|2"},
      {"name: own\nlabel: {zh: 自有, en: Own}\nentities: []\n", "missing: entities|1"},
      {"name: own\ncolour: red\n", "unknown word: colour|2"},
      {head + "  - entity: orders\n", "unknown entity: orders|4"},
      {head + "  - entity: order\n", "missing: fields|4"},
      {order + "    each: items\n    per: group\n",
       "a record is either per group or of each element: items|7"},
      {"group_by: g\n" + order + "    each: items\n",
       "groups are of rows, not of elements: group_by|1"},
      {head + "  - entity: order\n    fields: {shop: s}\n",
       "required field without a column: order.order_id|4"},
      {head + "  - entity: event\n    fields: {event_kind: k}\n",
       "key field without a column: event.event_id|4"},
      {order + "      colour: c\n", "not a field that a source fills: order.colour|7"},
      {head + "  - entity: case\n    fields:\n      channel: c\n      topic: t\n",
       "not a field that a source fills: case.topic|7"},
      {order + "      amount: {column: a, constant: b}\n",
       "needs one of column, constant, join, first: amount|7"},
      {order + "      amount: {column: a, scale: -1}\n", "not a number over 0: -1|7"},
      {order + "      ordered_at: {column: a, format: year}\n", "unknown format: year|7"},
      {order + "      amount: {column: a, take: last}\n", "only a record per group has: take|7"},
      {order + "      amount: {column: a, plus_seconds: b}\n",
       "seconds are added to a moment only: amount|6"},
      {order + "      status: {column: a, codes: {x: gone}}\n",
       "not in the code list of the field: order.status = gone|6"},
      {order + "      status: {constant: gone}\n",
       "not in the code list of the field: order.status = gone|6"},
      {order + "      city: {column: a, where: {column: b}}\n",
       "needs one of equals, not_equals, not_empty: true: where|7"},
      {head + "  - entity: order\n    when: {column: a, not_empty: true}\n    fields: {order_id: "
              "id}\n",
       "the first entity takes every row: order|4"},
      {order + "  - entity: case\n    per: group\n    fields: {channel: c}\n",
       "one record per group needs: group_by|1"},
      {"zone: Mars/North\n" + order, "unknown time zone: Mars/North|1"},
      {order + "      order_id: other\n", "given twice: order_id|7"},
  };
  for (const auto& [text, expected] : cases) {
    const auto mapping = load(text);
    const auto bar = expected.find('|');
    ASSERT_FALSE(mapping) << text;
    EXPECT_EQ(mapping.error().message,
              expected.substr(0, bar) + ", at " + file_.string() + ":" + expected.substr(bar + 1));
    EXPECT_EQ(mapping.error().kind, base::ErrorKind::usage);
    EXPECT_FALSE(mapping.error().message_zh.empty());
  }
}

TEST_F(MappingFileTest, BrokenYamlIsAnErrorNotACrash) {
  for (const auto* text :
       {"", "- a\n- b\n", "name: [\n", "just words", "entities: 3\nname: x\n",
        "name: own\nlabel: {zh: 自有, en: Own}\nentities: [1, [2]]\n", "name: {a: b}\n"})
    EXPECT_FALSE(load(text)) << text;
}

TEST_F(MappingFileTest, AWrittenMappingReadsBackTheSame) {
  for (const auto& mapping : shipped().mappings()) {
    const auto text = to_yaml(*mapping);
    const auto again = load(text);
    ASSERT_TRUE(again) << again.error().message << "\n" << text;
    EXPECT_EQ(to_yaml(*again), text) << mapping->name;
    EXPECT_EQ(columns_of(*again), columns_of(*mapping)) << mapping->name;
  }
}

TEST(MappingWriterTest, QuotesWhatYamlWouldReadOtherwise) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"订单号", "订单号"},
                                                                 {"order_id", "order_id"},
                                                                 {"order id", "\"order id\""},
                                                                 {"true", "\"true\""},
                                                                 {"1", "\"1\""},
                                                                 {"a: b", "\"a: b\""},
                                                                 {"#position", "\"#position\""},
                                                                 {"", "\"\""},
                                                                 {"a\"b\\", "\"a\\\"b\\\\\""},
                                                                 {"a\nb", "\"a\\nb\""}};
  for (const auto& [word, yaml] : cases) EXPECT_EQ(yaml_word(word), yaml);
  EXPECT_EQ(yaml_word(std::string_view("it\0s\x1f", 5)), "\"it\\x00s\\x1f\"");
}

}  // namespace
}  // namespace aftercare::standard
