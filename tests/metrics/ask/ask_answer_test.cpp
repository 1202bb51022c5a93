#include "metrics/ask/ask_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "metrics/small_shop.hpp"

namespace aftercare::metrics {

class AskAnswerTest : public testing::Test {
 protected:
  AskAnswerTest() : shop_(filled_shop()), words_(*AskWords::load(shipped_model(), {})) {
    EXPECT_TRUE(add_stored_values(words_, *shop_, records::Viewer::owner()));
  }

  Asked ask_shop(std::string_view text) const {
    return ask(text, words_, *records::parse_day("2026-03-10"));
  }
  base::Result<AskAnswer> answered(std::string_view text) const {
    const auto asked = ask_shop(text);
    EXPECT_TRUE(asked.answerable()) << text;
    return answer(shipped_model(), asked, *shop_, records::Viewer::owner());
  }

  std::unique_ptr<SmallShop> shop_;
  AskWords words_;
};

TEST_F(AskAnswerTest, GivesTheNumbersOfQuery) {
  const auto found = answered("complaints by channel in March 2026");
  ASSERT_TRUE(found.has_value());
  auto question = question_of({"complaints"}, {"channel"});
  question.from = records::parse_day("2026-03-01");
  question.to = records::parse_day("2026-03-10");
  EXPECT_EQ(lines_of(*found->now), asked(question, *shop_));
}

TEST_F(AskAnswerTest, KnowsWhatTheStoreHoldsByName) {
  const auto found = answered("kettle 的案例有多少");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(line_of(found->now->total), "2");
  EXPECT_FALSE(ask_shop("toaster 的案例有多少").answerable());
}

// Provinces have names, and the store may hold other places beside them.
TEST_F(AskAnswerTest, KnowsAPlaceAbroadByTheNameInTheStore) {
  EXPECT_FALSE(ask_shop("Uusimaa 的案例有多少").answerable());
  shop_->execute("UPDATE case_fact SET province = 'Uusimaa' WHERE province = '广东'");
  auto words = *AskWords::load(shipped_model(), {});
  ASSERT_TRUE(add_stored_values(words, *shop_, records::Viewer::owner()));
  EXPECT_TRUE(ask("Uusimaa 的案例有多少", words, *records::parse_day("2026-03-10")).answerable());
}

TEST_F(AskAnswerTest, ComparesRowByRow) {
  // Monday March 2: one complaint, on chat; March 3: one on chat.
  const auto found = answered("2026-03-05 的投诉按渠道和 2026-03-03 比");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(lines_of(*found->now), (std::vector<std::string>{"review | 1"}));
  ASSERT_TRUE(found->before.has_value());
  EXPECT_EQ(lines_of(*found->before), (std::vector<std::string>{"review | -"}));
  EXPECT_EQ(line_of(found->before->total), "1");
}

TEST_F(AskAnswerTest, SaysWhyANumberCannotBePutSo) {
  const auto found = answered("return rate by channel");
  ASSERT_FALSE(found.has_value());
  EXPECT_NE(found.error().message.find("return_rate is not known by channel"), std::string::npos);
}

TEST_F(AskAnswerTest, TodayIsTheLastDayOfTheDataIfThatIsOver) {
  const auto day = [&](const char* today) {
    return *ask_today(shipped_model(), *records::parse_day(today), *shop_,
                      records::Viewer::owner());
  };
  EXPECT_EQ(records::to_iso(day("2026-11-26")), "2026-03-09");
  EXPECT_EQ(records::to_iso(day("2026-03-04")), "2026-03-04");
}

TEST_F(AskAnswerTest, TellsWhatItDidNotUnderstandInsteadOfAnAnswer) {
  const auto json = to_json(ask_shop("complaints of purple kettle"), words_);
  EXPECT_FALSE(json["answerable"].get<bool>());
  EXPECT_EQ(json["not_understood"][0]["text"], "purple");
  EXPECT_FALSE(json.contains("answer"));
}

}  // namespace aftercare::metrics
