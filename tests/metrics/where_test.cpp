#include "metrics/where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_shop.hpp"

namespace aftercare::metrics {

using ::testing::HasSubstr;

std::string parsed(std::string_view text) {
  const auto filters = parse_where(shipped_model(), text);
  if (!filters) return filters.error().message;
  static constexpr std::string_view signs[] = {"in", "not in", ">=", "<=", ">", "<"};
  std::string all;
  for (const auto& filter : *filters) {
    all += (all.empty() ? "" : "; ") + filter.dimension + " " +
           std::string(signs[static_cast<std::size_t>(filter.op)]);
    for (const auto& value : filter.values) all += value ? " [" + *value + "]" : " null";
  }
  return all;
}

TEST(WhereTest, ReadsConditionsAsPeopleWriteThem) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"channel in (chat,email) and severity >= 3 and province = 广东 and topic != logistics.late "
       "and rating is null",
       "channel in [chat] [email]; severity >= [3]; province in [广东]; "
       "topic not in [logistics.late]; rating in null"},
      {"", ""},
      {"   ", ""},
      {"rating is not null", "rating not in null"},
      {"RATING_is",
       "no such dimension: 'RATING_is'; did you mean rating? (at character 1 of: "
       "RATING_is)"},
      {"channel not in ( chat , phone )", "channel not in [chat] [phone]"},
      {"province in (广东, null)", "province in [广东] null"},
      {"product = 'it''s \"big\", and (red)'", "product in [it's \"big\", and (red)]"},
      {"product = \"a \"\"b\"\"\"", "product in [a \"b\"]"},
      {"product=''", "product in []"},
      {"severity>1 AND severity<3", "severity > [1]; severity < [3]"},
      {"day >= 2026-03-01 and day <= 2026-03-31", "day >= [2026-03-01]; day <= [2026-03-31]"},
      {"rating == 4.5", "rating in [4.5]"},
      {"carrier <> 顺丰", "carrier not in [顺丰]"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parsed(text), expected) << text;
}

TEST(WhereTest, AProvinceMayBeCalledByAnyOfItsNamesAndOthersAreTaken) {
  EXPECT_EQ(parsed("province in (Guangdong, 广东省, 广东)"), "province in [广东] [广东] [广东]");
  EXPECT_EQ(parsed("province != 'inner mongolia'"), "province not in [内蒙古]");
  // The gazetteer does not close the list: shops sell abroad, and names are taken whole.
  EXPECT_EQ(parsed("province = California"), "province in [California]");
  EXPECT_EQ(parsed("province = 广东话"), "province in [广东话]");
}

TEST(WhereTest, LabelsAndChineseSignsMeanTheSame) {
  const auto code = shipped_model().dimension("channel").value()->values.front();
  EXPECT_EQ(parsed("渠道 = " + code.label.zh), "channel in [" + code.code + "]");
  EXPECT_EQ(parsed("channel in ('" + code.label.en + "')"), "channel in [" + code.code + "]");
  EXPECT_EQ(parsed("渠道 in （chat，email） 且 严重程度≥2"),
            "channel in [chat] [email]; severity >= [2]");
  EXPECT_EQ(parsed("severity = 严重"), "severity in [2]");
  EXPECT_EQ(parsed("channel = CHAT"), "channel in [chat]");
  const auto topic = shipped_model().dimension("topic").value()->values;
  ASSERT_FALSE(topic.empty());
  EXPECT_EQ(parsed("topic = \"" + topic.front().label.zh + "\""),
            "topic in [" + topic.front().code + "]");
}

TEST(WhereTest, SaysWhereItWentWrong) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"channel = chta",
       "no such value of channel: 'chta'; did you mean chat? (at character 1 of: "},
      {"channel = chat or channel = email", "name in (a, b), at character 16"},
      {"channel = chat severity = 2", "'and' expected, not 'severity', at character 16"},
      {"channel", "expected, not '', at character 8"},
      {"channel =", "a value expected, not '', at character 10"},
      {"channel in chat", "'(' expected, not 'chat', at character 12"},
      {"channel in (chat", "',' expected, not '', at character 17"},
      {"channel in ()", "a value expected, not ')', at character 13"},
      {"channel in (chat,)", "a value expected, not ')', at character 18"},
      {"channel = chat and", "a dimension expected, not '', at character 19"},
      {"product = 'open", "the quote is not closed, at character 11"},
      {"省份 = '开", "the quote is not closed, at character 6"},
      {"channel is chat", "'null' expected after 'is', at character 12"},
      {"channel not chat", "'in' expected after 'not', at character 13"},
      {"channel >= chat", "not a number or day"},
      {"severity >= null", "nothing to compare with"},
      {"1=1; drop table case_fact", "no such dimension: '1'"},
      {"channel = chat; drop", "no such value of channel: 'chat;'"},
      {"!", "no such dimension"},
      {")(", "a dimension expected"},
      {"\xff", "not UTF-8"},
  };
  for (const auto& [text, reason] : cases) {
    const auto filters = parse_where(shipped_model(), text);
    ASSERT_FALSE(filters) << text;
    EXPECT_THAT(filters.error().message, HasSubstr(reason)) << text;
    EXPECT_FALSE(filters.error().message_zh.empty());
  }
}

}  // namespace aftercare::metrics
