#include "language/spoken_forms.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

Analysis read_as(const std::string& text) {
  static const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value()) << analyser.error().message;
  static Scratch scratch;
  return (*analyser)->analyse(text, {}, scratch);
}

}  // namespace

TEST(SpokenFormsTest, AFormMeansWhatItsMeaningMeans) {
  constexpr auto good = Sentiment::positive, bad = Sentiment::negative;
  const std::pair<std::string, Sentiment> cases[] = {
      {"这东西真是辣鸡", bad},
      {"这東西真是辣鷄垃圾", bad},
      {"客服就是骗纸", bad},
      {"各位踩雷了", bad},
      {"质量真心8错", good},
      {"棒棒哒", good},
      {"孩子稀饭得不得了", good},
      {"收到货[怒]", bad},
      {"到手就这样😢", bad},
      {"the quailty is terible", bad},
      {"gr8 phone", good},
      // Drawn out.
      {"好好好好好好，就是这个味", good},
      {"差差差差差差", bad},
      {"sooooo goooood", good},
      {"veryyyy baddddd", bad},
      {"质量很好！！！！！！！！", good},
  };
  for (const auto& [text, mood] : cases)
    EXPECT_EQ(to_name(read_as(text).sentiment), to_name(mood)) << text;
}

TEST(SpokenFormsTest, WhatIsFoundStandsWhereItWasGiven) {
  const std::string text =
      "太太太太好了<br>&nbsp;电话&#49;38&#48;0138000，１３９ 1234 ⑤678，㎏不足";
  const auto found = read_as(text);
  std::vector<std::string> spans;
  for (const auto& span : found.text_spans)
    spans.push_back(text.substr(span.begin, span.end - span.begin));
  EXPECT_EQ(spans, (std::vector<std::string>{"&#49;38&#48;0138000", "１３９ 1234 ⑤678"}));
}

TEST(SpokenFormsTest, AWorkspacesFormsAndTheirMistakes) {
  const auto file = std::filesystem::path(testing::TempDir()) / "own_forms.yaml";
  std::ofstream(file) << "forms:\n- {meaning: 退款, forms: [退米]}\n";
  const auto own = load_spoken_forms(std::vector<std::filesystem::path>{file});
  ASSERT_TRUE(own.has_value()) << own.error().message;
  ASSERT_EQ(own->size(), 1U);
  EXPECT_EQ(own->front().form, "退米");
  std::ofstream(file) << "forms:\n- {meaning: 退款}\n";
  const auto bad = load_spoken_forms(std::vector<std::filesystem::path>{file});
  ASSERT_FALSE(bad.has_value());
  EXPECT_NE(bad.error().message.find("own_forms.yaml:2"), std::string::npos) << bad.error().message;
}

}  // namespace aftercare::language
