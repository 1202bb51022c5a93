#include "language/part_names.hpp"

#include <gtest/gtest.h>

namespace aftercare::language {
namespace {

PartNames shipped() {
  auto names = PartNames::load({});
  EXPECT_TRUE(names) << (names ? "" : names.error().message);
  return std::move(*names);
}

}  // namespace

TEST(PartNamesTest, APartIsCalledAsTextsCallIt) {
  const auto names = shipped();
  for (const auto* name : {"电池", "锂电池", "battery", "Battery", " 电池 ", "可拆卸电池"})
    EXPECT_EQ(names.code_of(name), "battery") << name;
  EXPECT_EQ(names.code_of("ＬＥＤ"), "light");
}

// A Chinese name ends with what it is a name of.
TEST(PartNamesTest, TheEndOfANameSaysWhatItIs) {
  const auto names = shipped();
  EXPECT_EQ(names.code_of("电池充电器"), "charger");
  EXPECT_EQ(names.code_of("battery charger"), "charger");
  EXPECT_EQ(names.code_of("蓝牙模块"), "software") << "the longest word in it";
}

TEST(PartNamesTest, AWordWithinAnotherWordIsNone) {
  const auto names = shipped();
  EXPECT_EQ(names.code_of("ceramic"), "ceramic") << "mic is no part of it";
  EXPECT_EQ(names.code_of("fantasy"), "fantasy");
}

TEST(PartNamesTest, ANameWithoutSuchAWordStaysItself) {
  const auto names = shipped();
  EXPECT_EQ(names.code_of(" 导轨 "), "导轨");
  EXPECT_EQ(names.code_of(""), "");
  EXPECT_EQ(names.code_of("   "), "");
  EXPECT_EQ(names.code_of(std::string(100'000, '\xff')).empty(), false);
}

TEST(PartNamesTest, TheFirstGroupKeepsAWordThatTwoHave) {
  Lexicon lexicon;
  lexicon.groups = {{"lid", 1, 0, {"盖", "Lid"}}, {"body", 1, 0, {"壶身", "Lid"}}};
  lexicon.entries = {{"盖子", 0}, {"盖子", 1}};
  const PartNames names(lexicon);
  EXPECT_EQ(names.code_of("壶盖子"), "lid");
  EXPECT_EQ(names.code_of("lid"), "lid");
  EXPECT_EQ(names.code_of("壶身"), "body");
}

}  // namespace aftercare::language
