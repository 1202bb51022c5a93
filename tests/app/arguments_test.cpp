#include "app/cli/arguments.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace aftercare::app {
namespace {

using testing::HasSubstr;

Printed printed_of(const std::vector<std::string>& words, bool chinese = false) {
  const auto parsed = parse_arguments(words, chinese);
  EXPECT_TRUE(std::holds_alternative<Printed>(parsed));
  return std::get<Printed>(parsed);
}

TEST(ArgumentsTest, HelpNamesTheWholeCommand) {
  EXPECT_THAT(printed_of({"--help"}).text, HasSubstr("Usage: aftercare [OPTIONS]"));
  EXPECT_THAT(printed_of({"text", "train", "--help"}).text,
              HasSubstr("Usage: aftercare text train "));
  EXPECT_THAT(printed_of({"dedupe", "pairs", "eval", "--help"}).text,
              HasSubstr("Usage: aftercare dedupe pairs eval "));
  EXPECT_THAT(printed_of({"users", "add", "--help"}, true).text, HasSubstr("新增用户"));
}

TEST(ArgumentsTest, WhatIsNoCommandIsAWrongUseWithOneSentence) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"ingets"}, std::vector<std::string>{},
        std::vector<std::string>{"text"}, std::vector<std::string>{"text", "eval", "model"},
        std::vector<std::string>{"users", "add", "mei"},
        std::vector<std::string>{"quality", "rules", "suggest"}, std::vector<std::string>{"query"},
        std::vector<std::string>{"serve", "--cert", "a.pem"},
        std::vector<std::string>{"--language", "fr", "query"}}) {
    const auto said = printed_of(words);
    EXPECT_EQ(said.exit_code, 2);
    EXPECT_THAT(said.text, HasSubstr("aftercare --help"));
    EXPECT_EQ(std::ranges::count(said.text, '\n'), 2) << said.text;
  }
}

// Words of a family do not leak into another command.
TEST(ArgumentsTest, EachCommandIsTheOneThatWasNamed) {
  const auto command = [](const std::vector<std::string>& words) {
    const auto parsed = parse_arguments(words, false);
    EXPECT_TRUE(std::holds_alternative<Arguments>(parsed)) << words.front();
    return std::get<Arguments>(parsed).command;
  };
  const auto labels = command({"text", "label", "--name", "topic"});
  ASSERT_TRUE(std::holds_alternative<TextArguments>(labels));
  EXPECT_EQ(std::get<TextArguments>(labels).action, TextArguments::Action::label);
  EXPECT_TRUE(opens_store(labels)) << "cases of the workspace";
  EXPECT_FALSE(opens_store(command({"text", "label", "texts.csv"}))) << "a file of its own";
  EXPECT_TRUE(std::holds_alternative<SameArguments>(command({"dedupe"})));
  EXPECT_TRUE(std::holds_alternative<DedupeArguments>(command({"dedupe", "people.csv"})));
  const auto pair = command({"dedupe", "split", "a,b"});
  ASSERT_TRUE(std::holds_alternative<SameArguments>(pair));
  EXPECT_EQ(std::get<SameArguments>(pair).keys, (std::vector<std::string>{"a", "b"}));
  const auto rules = command({"quality", "--rules"});
  ASSERT_TRUE(std::holds_alternative<QualityArguments>(rules));
  EXPECT_TRUE(std::get<QualityArguments>(rules).run_rules);
  const auto suggested = command({"quality", "rules", "suggest", "--table", "order"});
  ASSERT_TRUE(std::holds_alternative<QualityArguments>(suggested));
  EXPECT_TRUE(std::get<QualityArguments>(suggested).suggest);
  EXPECT_TRUE(std::holds_alternative<SuggestRulesArguments>(
      command({"quality", "rules", "suggest", "orders.csv"})));
  const auto user = command({"users", "role", "mei", "analyst"});
  ASSERT_TRUE(std::holds_alternative<UsersArguments>(user));
  EXPECT_EQ(std::get<UsersArguments>(user).role, "analyst");
}

}  // namespace
}  // namespace aftercare::app
