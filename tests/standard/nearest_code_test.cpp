#include "standard/nearest_code.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {
namespace {

const records::Field& way() {
  static const auto field = [] {
    records::Field made;
    made.name = "way";
    made.codes = {{"email", {"E-mail", "邮件"}, {"邮箱", "电子邮件"}},
                  {"phone", {"Phone", "电话"}, {"热线"}},
                  {"open", {"Open", "待处理"}, {}},
                  {"closed", {"Closed", "已处理"}, {}}};
    return made;
  }();
  return field;
}

TEST(NearestCodeTest, SpellingsOfAKnownWord) {
  const std::pair<const char*, const char*> cases[] = {
      {"emial", "email"},
      {"E-Mails", "email"},
      {"电子邮件箱", "email"},
      {"邮箱地址", "email"},
      {"ＰＨＯＮＥ", "phone"},
      {"客服热线", "phone"},
      {"telephoned", ""},
      {"pho", "phone"},
      {"", ""},
      {"banana", ""},
      {"门店", ""},
  };
  for (const auto& [word, code] : cases) EXPECT_EQ(nearest_code(way(), word).code, code) << word;
}

TEST(NearestCodeTest, AWordAsNearToTwoStandsForNeither) {
  EXPECT_EQ(nearest_code(way(), "不处理").code, "");
  EXPECT_EQ(nearest_code(way(), "已处理了").code, "closed");
}

TEST(NearestCodeTest, LongWordsAreBoundedWork) {
  EXPECT_EQ(nearest_code(way(), std::string(1'000'000, 'x')).code, "");
}

}  // namespace
}  // namespace aftercare::standard
