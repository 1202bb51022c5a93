// What the parser of the command line can say, in Chinese with the same names and values.

#include "app/cli/usage_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "app/cli/arguments.hpp"

namespace aftercare::app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string said(const std::vector<std::string>& words, bool chinese = true) {
  const auto parsed = parse_arguments(words, chinese);
  const auto* printed = std::get_if<Printed>(&parsed);
  if (printed == nullptr) return "taken";
  EXPECT_EQ(printed->exit_code, 2);
  return printed->text.substr(0, printed->text.find('\n'));
}

TEST(UsageWordsTest, EveryKindOfTheParsersErrorsHasItsWords) {
  const std::pair<CLI::ParseError, std::string> cases[] = {
      {CLI::RequiredError("--out"), "缺少 --out"},
      {CLI::RequiredError::Subcommand(1), "缺少子命令"},
      {CLI::RequiredError::Subcommand(2), "至少需要 2 个子命令"},
      {CLI::RequiredError::Option(1, 1, 0, "--a,--b"), "须给出 [--a,--b] 中的一个"},
      {CLI::RequiredError::Option(1, 1, 2, "--a,--b"), "[--a,--b] 中只能给出一个，实际给出 2 个"},
      {CLI::RequiredError::Option(1, 2, 0, "--a,--b"), "须至少给出 [--a,--b] 中的一个"},
      {CLI::RequiredError::Option(2, 3, 1, "--a,--b"), "[--a,--b] 中至少给出 2 个，实际给出 1 个"},
      {CLI::RequiredError::Option(0, 1, 2, "--a,--b"), "[--a,--b] 中至多给出一个"},
      {CLI::RequiredError::Option(0, 2, 3, "--a,--b"), "[--a,--b] 中至多给出 2 个，实际给出 3 个"},
      {CLI::RequiresError("--cert", "--key"), "--cert 须与 --key 同时给出"},
      {CLI::ExcludesError("FILE", "--table"), "FILE 不能与 --table 同时给出"},
      {CLI::ExtrasError({"--colour"}), "无法识别的参数：--colour"},
      {CLI::ExtrasError(std::vector<std::string>{"b", "a"}), "无法识别的参数：a b"},
      {CLI::ConversionError("--days", std::vector<std::string>{"many"}),
       "--days 的值无法识别：many"},
      {CLI::ConversionError("blue", "--colour"), "--colour 不接受该值：blue"},
      {CLI::ConversionError::TooManyInputsFlag("--json"), "--json 是开关，给出的值过多"},
      {CLI::ConversionError::TrueFalse("--json"), "--json 只接受 true、false 或数字"},
      {CLI::ArgumentMismatch("--pair", 2, 1), "--pair 需要 2 个值，实际给出 1 个"},
      {CLI::ArgumentMismatch("--pair", -2, 1), "--pair 至少需要 2 个值，实际给出 1 个"},
      {CLI::ArgumentMismatch::AtLeast("--pair", 2, 1), "--pair 至少需要 2 个值，实际给出 1 个"},
      {CLI::ArgumentMismatch::AtMost("--pair", 2, 3), "--pair 至多接受 2 个值，实际给出 3 个"},
      {CLI::ArgumentMismatch::TypedAtLeast("--out", 1, "TEXT"), "--out 缺少 1 个值（TEXT）"},
      {CLI::ArgumentMismatch::FlagOverride("--json"), "--json 是开关，不能给出值"},
      {CLI::ValidationError("--language", "fr not in {zh,en}"),
       "--language 的值 fr 不在 {zh,en} 之中"},
      {CLI::ValidationError("--days", CLI::Range(1, 3660)("0")),
       "--days 的值 0 不在 1 至 3660 之间"},
      {CLI::ValidationError("--unsure", CLI::Range(0.0, 0.5)("7")),
       "--unsure 的值 7 不在 0 至 0.5 之间"},
      {CLI::ValidationError("FILE", CLI::ExistingFile("no.csv")), "FILE：文件不存在：no.csv"},
      {CLI::ValidationError("DIR", CLI::ExistingDirectory("no")), "DIR：文件夹不存在：no"},
      {CLI::ValidationError("DIR", CLI::ExistingPath("no")), "DIR：路径不存在：no"},
      {CLI::ValidationError("--n", CLI::Number("x")), "--n 的值无法识别：x"},
      {CLI::InvalidError("FILES"), "FILES：位置参数过多"},
      {CLI::FileError::Missing("a.ini"), "无法读取（文件不存在？）：a.ini"},
      {CLI::ConfigError::Extras("a"), "配置文件中无法识别：a"},
      {CLI::ConfigError::NotConfigurable("a"), "a：不能写在配置文件中"},
  };
  for (const auto& [error, chinese] : cases)
    EXPECT_EQ(usage_in_chinese(error.what()), chinese) << error.what();
}

TEST(UsageWordsTest, WhatItDoesNotKnowIsToldAsItIs) {
  EXPECT_EQ(usage_in_chinese("the moon is full"), "命令参数有误：the moon is full");
  EXPECT_EQ(usage_in_chinese(""), "命令参数有误：");
}

// A value may hold the very words that a sentence is known by.
TEST(UsageWordsTest, ValuesThatLookLikeASentenceStayValues) {
  EXPECT_EQ(usage_in_chinese("The following argument was not expected: x is required"),
            "无法识别的参数：x is required");
  EXPECT_EQ(usage_in_chinese("Could not convert: --days = {0} = 1"),
            "--days 的值无法识别：{0} = 1");
}

TEST(UsageWordsTest, TheProgramSaysWhatIsWrongInTheLanguageChosen) {
  EXPECT_THAT(said({"text", "predict", "m", "a.csv"}), HasSubstr("缺少 --out"));
  EXPECT_THAT(said({"text"}), HasSubstr("缺少子命令"));
  EXPECT_THAT(said({"run", "--colour"}), HasSubstr("无法识别的参数：--colour"));
  EXPECT_THAT(said({"serve", "--cert", "a.pem"}), HasSubstr("--cert 须与 --key 同时给出"));
  EXPECT_THAT(said({"--language", "fr", "run"}), HasSubstr("--language 的值 fr 不在 {"));
  EXPECT_THAT(said({"demo", "d", "--days", "0"}), HasSubstr("--days 的值 0 不在 1 至 3660 之间"));
  EXPECT_THAT(said({"demo", "d", "--days", "many"}), HasSubstr("--days"));
  EXPECT_THAT(said({"demo", "d", "--days", "many"}), Not(HasSubstr("convert")));
  EXPECT_THAT(said({"demo", "d", "--days"}), HasSubstr("--days 缺少 1 个值"));
  EXPECT_THAT(said({"quality", "rules", "suggest", "a.csv", "--table", "case"}),
              HasSubstr("FILE 不能与 --table 同时给出"));
  EXPECT_THAT(said({"quality", "rules", "suggest"}), HasSubstr("缺少 FILE 或 --table"));
  EXPECT_EQ(said({"run", "--colour"}, false),
            "aftercare: The following argument was not expected: --colour");
}

TEST(UsageWordsTest, TheWordsOfTheCommandChooseTheLanguageToo) {
  EXPECT_THAT(said({"text", "--language", "zh"}, false), HasSubstr("缺少子命令"));
  EXPECT_THAT(said({"--language=zh", "text"}, false), HasSubstr("缺少子命令"));
  EXPECT_THAT(said({"--language", "en", "text"}), HasSubstr("subcommand is required"));
  EXPECT_THAT(said({"--language"}), HasSubstr("--language"));
  EXPECT_TRUE(chosen_chinese({"--languages", "en"}, true)) << "another word";
  EXPECT_TRUE(chosen_chinese({"sql", "--", "--language", "en"}, true)) << "no word of ours";
}

TEST(UsageWordsTest, AWordThatNamesNoCommandIsSaidWithTheNearest) {
  EXPECT_EQ(said({"ingset"}, false), "aftercare: no such command: ingset. Did you mean ingest?");
  EXPECT_EQ(said({"ingset"}), "aftercare: 没有这个命令：ingset。是否指 ingest？");
  EXPECT_EQ(said({"text", "analyse"}, false),
            "aftercare: no such command: analyse. Did you mean analyze?");
  EXPECT_EQ(said({"xyzzyxyzzy"}, false), "aftercare: no such command: xyzzyxyzzy");
  // Near misses: nothing, and a command whose own words are wrong.
  EXPECT_EQ(said({}, false), "aftercare: A subcommand is required");
  EXPECT_EQ(said({"text"}, false), "aftercare: A subcommand is required");
  EXPECT_THAT(said({"query"}, false), Not(HasSubstr("no such command")));
  EXPECT_THAT(said({"ingest", "--bogus"}, false), Not(HasSubstr("no such command")));
}

}  // namespace
}  // namespace aftercare::app
