#include "quality/rule_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_dictionary.hpp"

namespace aftercare::quality {
namespace {

using testing::HasSubstr;

base::Result<RuleSet> rules_from(std::string_view rules) {
  static const auto dictionary = small_dictionary();
  const DefinitionFile file("rules:\n" + std::string(rules));
  return RuleSet::load_files({file.path}, dictionary);
}

std::string rule_with(std::string_view condition) {
  return "  - {name: r, table: ticket, label: {zh: 规, en: R}, " + std::string(condition) + "}\n";
}

std::vector<std::string> names_of(const RuleSet& set, std::string_view table) {
  std::vector<std::string> names;
  for (const auto& rule : set.rules_of(table)) names.push_back(rule.spec().name);
  return names;
}

}  // namespace

TEST(RuleSetTest, WrittenRulesRunBeforeThoseTheDictionaryImplies) {
  const auto set = rules_from(rule_with("column: paid, at_most: refund"));
  ASSERT_TRUE(set.has_value()) << set.error().message;
  EXPECT_THAT(names_of(*set, "ticket"),
              testing::ElementsAre("r", "required_missing", "not_in_code_list", "out_of_range",
                                   "out_of_range", "pattern_mismatch"));
  EXPECT_TRUE(set->rules_of("line").empty());
  EXPECT_TRUE(set->rules_of("unheard_of").empty());
}

TEST(RuleSetTest, AWrittenRangeReplacesTheOneOfTheDictionary) {
  const auto set = rules_from(rule_with("column: rating, in_range: [1, 5]")).value();
  int of_rating = 0;
  for (const auto& rule : set.rules_of("ticket")) of_rating += rule.spec().column == "rating";
  EXPECT_EQ(of_rating, 1);
}

TEST(RuleSetTest, AWorkspaceReplacesAndRemovesRules) {
  const auto dictionary = small_dictionary();
  const DefinitionFile shipped("rules:\n" + rule_with("column: count, in_range: [1, 9]") +
                               "  - {name: s, table: ticket, column: text, present: true, "
                               "label: {zh: 规, en: S}}\n");
  const DefinitionFile own("rules:\n  - {name: s, off: true}\n" +
                           rule_with("column: count, in_range: [1, 99]"));
  const auto set = RuleSet::load_files({shipped.path, own.path}, dictionary).value();
  const auto& first = set.rules_of("ticket").front().spec();
  EXPECT_EQ(first.name, "r");
  EXPECT_EQ(std::get<InRange>(first.condition).highest, 99);
  EXPECT_THAT(names_of(set, "ticket"), testing::Not(testing::Contains("s")));
}

TEST(RuleSetTest, RefusesWhatCouldNeverBeJudged) {
  const std::pair<const char*, const char*> cases[] = {
      {"column: rating, in_range: [5, 1]", "the range is empty"},
      {"column: rating, in_range: [.nan, 1]", "a bound is not a number"},
      {"column: rating, in_range: [-.inf, .inf]", "the range has no bound"},
      {"column: rating, in_range: [1]", "not a value of in_range"},
      {"column: rating, in_range: [one, two]", "not a value of in_range"},
      {"column: text, in_range: [1, 5]", "a range needs a number"},
      {"column: rating, one_of: [a]", "a list of codes needs text"},
      {"column: channel, one_of: []", "the list of codes is empty"},
      {"column: channel, matches: '('", "not a pattern"},
      {"column: count, not_future: true", "not_future needs a moment"},
      {"column: opened_at, not_future: false", "not a value of not_future"},
      {"column: opened_at, not_before: paid", "columns of different kinds"},
      {"column: opened_at, not_before: due", "columns of different kinds"},
      {"column: opened_at, not_before: unheard_of", "unknown column ticket.unheard_of"},
      {"column: unheard_of, present: true", "unknown column ticket.unheard_of"},
      {"column: topic, present: true", "unknown column ticket.topic"},  // Filled after the check.
      {"column: text", "exactly one condition, not 0"},
      {"column: text, present: true, matches: x", "exactly one condition, not 2"},
      {"column: text, present: true, severity: fatal", "unknown severity fatal"},
      {"column: text, present: true, repair: trim", "a repair can only be null"},
      {"column: channel, one_of: [chat], repair: null", "only an optional value"},
      {"column: ticket_id, matches: x, repair: null", "only an optional value"},
      {"column: rating, in_range: [1, 5], repair: null, severity: reject", "only an optional"},
      {"column: text, presnt: true", "unknown word presnt"},
  };
  for (const auto& [rule, reason] : cases) {
    const auto set = rules_from(rule_with(rule));
    ASSERT_FALSE(set.has_value()) << rule;
    EXPECT_THAT(set.error().message, HasSubstr(reason)) << rule;
    EXPECT_THAT(set.error().message, HasSubstr("rule r, at ")) << rule;
    EXPECT_THAT(set.error().message, HasSubstr(".yaml:2"));
    EXPECT_THAT(set.error().message_zh, HasSubstr("规则 r"));
  }
  EXPECT_THAT(rules_from("  - {name: r, table: nobody, column: a, present: true, label: {zh: 规, "
                         "en: R}}\n")
                  .error()
                  .message,
              HasSubstr("unknown table nobody"));
  EXPECT_THAT(
      rules_from("  - {name: r, table: ticket, column: text, present: true}\n").error().message,
      HasSubstr("needs a label"));
  EXPECT_FALSE(rules_from("  - just words\n").has_value());
}

TEST(RuleSetTest, TheShippedRulesSuitTheShippedDictionary) {
  const auto dictionary = records::Dictionary::load({});
  ASSERT_TRUE(dictionary.has_value()) << dictionary.error().message;
  const auto set = RuleSet::load({}, *dictionary);
  ASSERT_TRUE(set.has_value()) << set.error().message;
  EXPECT_THAT(names_of(*set, "case"), testing::Contains("case_rating_possible"));
  EXPECT_THAT(names_of(*set, "order"), testing::Contains("order_delivered_not_before_ordered"));
}

}  // namespace aftercare::quality
