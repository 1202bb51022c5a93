#include "intake/mail/mail_bytes.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aftercare::intake {
namespace {

constexpr std::string_view kSorry = "\xB1\xA7\xC7\xB8";  // 抱歉 in GBK.

TEST(MailBytesTest, Base64SurvivesDamage) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"aGVsbG8=", "hello"},
      {"aGVs\r\n bG8=", "hello"},
      {"aGVsbG8", "hello"},                // Padding lost.
      {"aGVsbG8=aGVsbG8=", "hellohello"},  // Two texts put together.
      {"aG!V*sbG8=", "hello"},
      {"aGVsb", "hel"},  // Cut.
      {"", ""},
      {"====", ""},
  };
  for (const auto& [text, bytes] : cases) EXPECT_EQ(decode_base64(text), bytes) << text;
}

TEST(MailBytesTest, QuotedPrintableSurvivesDamage) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"caf=C3=A9", "caf\xC3\xA9"},
      {"one =\r\nline", "one line"},
      {"one = \nline", "one line"},
      {"50=% off", "50=% off"},
      {"a=b", "a=b"},
      {"cut=C", "cut=C"},
      {"lower=e9", "lower\xE9"},
      {"end=", "end"},
  };
  for (const auto& [text, bytes] : cases) EXPECT_EQ(decode_quoted_printable(text), bytes) << text;
  EXPECT_EQ(decode_quoted_printable("a_b=5F", true), "a b_");
}

TEST(MailBytesTest, BelievesTheCharsetAsFarAsTheBytesAllow) {
  const std::string gbk(kSorry);
  const std::string long_gbk = gbk + gbk + gbk + gbk;
  const std::tuple<std::string, std::string_view, std::string> cases[] = {
      {gbk, "gbk", "抱歉"},
      {gbk, "GB2312", "抱歉"},
      {gbk, "gb18030", "抱歉"},
      {gbk, "", "抱歉"},                             // Left out.
      {gbk, "us-ascii", "抱歉"},                     // Wrong.
      {gbk, "utf-8", "抱歉"},                        // Wrong.
      {long_gbk, "iso-8859-1", "抱歉抱歉抱歉抱歉"},  // Wrong.
      {"抱歉", "gb2312", "抱歉"},                    // UTF-8 in truth.
      {"\xA9\xEA\xBA\x70", "big5", "抱歉"},
      {"caf\xE9", "iso-8859-1", "café"},
      {"caf\xE9", "windows-1252", "café"},
      {"plain", "no-such-charset", "plain"},
      {"\xD2\xE5\xF1\xF2", "windows-1251", "Тест"},
      {"\x1B$B@lLg\x1B(B", "iso-2022-jp", "専門"},
  };
  for (const auto& [bytes, charset, text] : cases)
    EXPECT_EQ(mail_text(bytes, charset), text) << charset;
}

TEST(MailBytesTest, TextHasNoControlCharacters) {
  EXPECT_EQ(mail_text(std::string_view("a\0b\x07\x1B"
                                       "c\td\r\ne\rf",
                                       13),
                      ""),
            "abc\td\ne\nf");
  EXPECT_EQ(mail_text("\xEF\xBB\xBF"
                      "a",
                      "utf-8"),
            "a");
}

}  // namespace
}  // namespace aftercare::intake
