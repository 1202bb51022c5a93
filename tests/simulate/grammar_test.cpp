#include "simulate/grammar.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "simulate/content.hpp"

namespace aftercare::simulate {
namespace {

struct OneSlot final : SlotWriter {
  void write(Slot slot, Random&, std::string& to) const override {
    to += slot == Slot::product ? "KETTLE" : "?";
  }
  void mark(std::uint32_t number) const override { marks |= 1U << number; }

  mutable std::uint32_t marks = 0;
};

class GrammarTest : public testing::Test {
 protected:
  base::Result<Grammar> load(const std::string& yaml) {
    const auto file = testing::TempDir() + "/grammar_" + std::to_string(::getpid()) + ".yaml";
    std::ofstream(file) << yaml;
    return Grammar::load({file});
  }
  static std::set<std::string> sentences(const Grammar& grammar, const char* rule) {
    Random random(1, 1);
    std::set<std::string> all;
    for (int i = 0; i < 400; ++i) {
      std::string text;
      grammar.write(grammar.rule(rule), OneSlot{}, random, text);
      all.insert(text);
    }
    return all;
  }
};

TEST_F(GrammarTest, WritesEveryMixtureOfItsAlternatives) {
  const auto grammar = load("rules:\n  a: ['[x|y[1|2]|]-{b}']\n  b: ['{product}', 'b']\n");
  ASSERT_TRUE(grammar);
  EXPECT_EQ(sentences(*grammar, "a"),
            (std::set<std::string>{"x-KETTLE", "y1-KETTLE", "y2-KETTLE", "-KETTLE", "x-b", "y1-b",
                                   "y2-b", "-b"}));
}

TEST_F(GrammarTest, TellsWhatWasSaidByTheMarksItPassed) {
  const auto file = testing::TempDir() + "/grammar_" + std::to_string(::getpid()) + ".yaml";
  std::ofstream(file) << "rules:\n  a: ['{!b}x[|, y{!c}]']\n";
  const auto grammar = Grammar::load({file}, {"a", "b", "c"});
  ASSERT_TRUE(grammar) << grammar.error().message;
  Random random(1, 1);
  std::set<std::string> all;
  for (int i = 0; i < 50; ++i) {
    const OneSlot slots;
    std::string text;
    grammar->write(grammar->rule("a"), slots, random, text);
    EXPECT_EQ(slots.marks, text == "x" ? 0b010U : 0b110U) << text;
    all.insert(text);
  }
  EXPECT_EQ(all, (std::set<std::string>{"x", "x, y"}));
}

TEST_F(GrammarTest, AnUnknownRuleIsNone) {
  const auto grammar = load("rules:\n  a: ['x']\n");
  ASSERT_TRUE(grammar);
  EXPECT_EQ(grammar->rule("b"), Grammar::kNone);
}

TEST_F(GrammarTest, NamesTheTemplateThatCannotBeRead) {
  for (const auto* bad : {"'[x|y'", "'x]'", "'{a'", "'{nobody}'", "'{!nobody}'"}) {
    const auto grammar = load(std::string("rules:\n  a: [") + bad + "]\n");
    ASSERT_FALSE(grammar) << bad;
    EXPECT_NE(grammar.error().message.find(".yaml:2"), std::string::npos)
        << grammar.error().message;
    EXPECT_FALSE(grammar.error().message_zh.empty());
  }
}

TEST_F(GrammarTest, RefusesAnEmptyRuleARuleTwiceAndARuleNamedLikeASlot) {
  EXPECT_FALSE(load("rules:\n  a: []\n"));
  EXPECT_FALSE(load("rules:\n  a: ['x']\n  a: ['y']\n"));
  EXPECT_FALSE(load("rules:\n  product: ['x']\n"));
}

TEST(Content, SpeaksBothLanguagesAboutEveryIssueInEveryFrame) {
  const auto content = Content::load();
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_GE(content->products.size(), 55U);
  EXPECT_EQ(content->categories.size(), 8U);
  EXPECT_GE(content->provinces.size(), 31U);
  EXPECT_EQ(content->agents.size() + 1, 25U);
  for (const auto& grammar : content->grammars) {
    for (const auto* mood : {"polite", "plain", "angry"})
      for (const auto* stem : {"chat.", "chat.more.", "ticket.", "email.", "call."})
        EXPECT_NE(grammar.rule(std::string(stem) + mood), Grammar::kNone) << stem << mood;
    for (const auto group : kGroups)
      for (const auto* stem : {"demand.", "ticket.title.", "agent.solve."})
        EXPECT_NE(grammar.rule(std::string(stem) + std::string(group)), Grammar::kNone)
            << stem << group;
    for (const auto* name :
         {"demand.angry", "chat.hello",      "chat.human",     "chat.end.good",
          "chat.end.bad", "personal",        "email.subject",  "email.subject.angry",
          "email.sign",   "review.good",     "review.fair",    "review.mixed",
          "review.bad",   "social.negative", "social.neutral", "social.positive",
          "survey.high",  "survey.mid",      "survey.low",     "bot.hello",
          "bot.answer",   "agent.hello",     "agent.ack",      "agent.pending",
          "agent.bye",    "agent.call"})
      EXPECT_NE(grammar.rule(name), Grammar::kNone) << name;
  }
}

}  // namespace
}  // namespace aftercare::simulate
