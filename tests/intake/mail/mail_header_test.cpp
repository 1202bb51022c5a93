#include "intake/mail/mail_header.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aftercare::intake {
namespace {

MailHeader header_of(std::string_view mail, std::size_t* size = nullptr) {
  std::size_t begin = 0;
  auto header = MailHeader::parse(mail, begin);
  if (size != nullptr) *size = begin;
  return header;
}

TEST(MailHeaderTest, FieldsAreUnfoldedAndFoundWithoutCase) {
  std::size_t body = 0;
  const std::string_view mail =
      "Subject: a\r\n very long\r\n\tone\r\nTO:x@y\r\nto: z@y\r\n\r\nbody";
  const auto header = header_of(mail, &body);
  EXPECT_EQ(header.value("subject"), "a very long one");
  EXPECT_EQ(header.values("To"), (std::vector<std::string>{"x@y", "z@y"}));
  EXPECT_EQ(header.value("Cc"), "");
  EXPECT_EQ(mail.substr(body), "body");
}

TEST(MailHeaderTest, ABodyMayFollowWithoutAnEmptyLine) {
  std::size_t body = 0;
  const std::string_view mail = "Subject: a\nThis is no field\nmore";
  EXPECT_EQ(header_of(mail, &body).value("Subject"), "a");
  EXPECT_EQ(mail.substr(body), "This is no field\nmore");
}

TEST(MailHeaderTest, EncodedWordsBecomeText) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"=?UTF-8?B?6ICz5py65Z2P5LqG?=", "耳机坏了"},
      {"=?gb2312?B?tvq7+ru1wcs=?=", "耳机坏了"},
      {"=?GBK?Q?=B6=FA=BB=FA?= =?gbk?q?=BB=B5=C1=CB?=", "耳机坏了"},
      // A character cut between two words.
      {"=?utf-8?Q?=E8=80=B3=E6=9C?=\r\n =?utf-8?Q?=BA_ok?=", "耳机 ok"},
      {"=?big5?B?p9qtbrBos2Y=?=", "我要退貨"},
      {"Re: =?utf-8?Q?caf=C3=A9?= is closed", "Re: café is closed"},
      {"=?utf-8*zh?B?6ICz?=", "耳"},
      {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
      {"=?utf-8?B?6ICz", "=?utf-8?B?6ICz"},
      {"5 =? 6", "5 =? 6"},
      {"\xB6\xFA\xBB\xFA\xBB\xB5\xC1\xCB", "耳机坏了"},  // Bare GBK.
      {"耳机坏了", "耳机坏了"},
      {"", ""},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(decode_header(value), text) << value;
}

TEST(MailHeaderTest, ParametersInEveryForm) {
  const std::tuple<std::string_view, std::string, std::string> cases[] = {
      {"attachment; filename=\"a b.pdf\"", "filename", "a b.pdf"},
      {"attachment; filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf", "filename", "发票.pdf"},
      {"attachment; filename*=GBK''%B7%A2%C6%B1.pdf", "filename", "发票.pdf"},
      {"attachment; filename*0*=utf-8''%E5%8F; filename*1*=%91; filename*2=.pdf", "filename",
       "发.pdf"},
      {"attachment; filename*1=b.pdf; filename*0=\"a \"", "filename", "a b.pdf"},
      {"attachment; filename=\"x.pdf\"; filename*=utf-8''y.pdf", "filename", "y.pdf"},
      {"attachment; filename=\"=?gbk?B?t6LGsS5wZGY=?=\"", "filename", "发票.pdf"},
      {"text/plain; charset=gbk; format=flowed", "charset", "gbk"},
      {"text/plain; CHARSET = \"gbk\"", "charset", "gbk"},
      {"multipart/mixed; boundary=\"a;b\"", "boundary", "a;b"},
      {"text/plain", "charset", ""},
      {"attachment; filename=\"never closed", "filename", "never closed"},
  };
  for (const auto& [value, name, text] : cases)
    EXPECT_EQ(HeaderWords::parse(value).parameter(name), text) << value;
  EXPECT_EQ(HeaderWords::parse(" TEXT/Html ;x=y").word, "text/html");
}

TEST(MailHeaderTest, AddressesInEveryForm) {
  const std::tuple<std::string_view, std::string, std::string> cases[] = {
      {"a@b.example", "", "a@b.example"},
      {"<A@B.Example>", "", "a@b.example"},
      {"\"Walker, Alice\" <alice@b.example>", "Walker, Alice", "alice@b.example"},
      {"alice@b.example (Alice Walker)", "Alice Walker", "alice@b.example"},
      {"=?gbk?B?1cXI/Q==?= <zs@b.example>", "张三", "zs@b.example"},
      {"\"=?gbk?B?1cXI/Q==?=\" <zs@b.example>", "张三", "zs@b.example"},
      {"\"a@b.example\" <a@b.example>", "", "a@b.example"},
      {"friends: a@b.example;", "", "a@b.example"},
      {"Undisclosed", "Undisclosed", ""},
  };
  for (const auto& [value, name, address] : cases) {
    const auto found = parse_addresses(value);
    ASSERT_EQ(found.size(), 1U) << value;
    EXPECT_EQ(found[0].name, name) << value;
    EXPECT_EQ(found[0].address, address) << value;
  }
  EXPECT_EQ(parse_addresses("a@b.example, \"x, y\" <c@d.example>; e@f.example").size(), 3U);
  EXPECT_TRUE(parse_addresses("").empty());
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "a@b.example,";
  EXPECT_EQ(parse_addresses(many).size(), 200U);
}

TEST(MailHeaderTest, DatesKeepTheirZone) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"Mon, 2 Mar 2026 08:00:05 +0800", "2026-03-02T08:00:05+08:00"},
      {"Mon, 02 Mar 2026 08:00:05 +0800 (CST)", "2026-03-02T08:00:05+08:00"},
      {"2 Mar 2026 08:00 GMT", "2026-03-02T08:00:00+00:00"},
      {"Mon, 2 Mar 26 08:00:05 EST", "2026-03-02T08:00:05-05:00"},
      {"Mon, 2 March 2026 8:00:05 -0330", "2026-03-02T08:00:05-03:30"},
      {"Mon, 2 Mar 2026 08:00:05", "2026-03-02T08:00:05"},
      {"2026-03-02 08:00:05", "2026-03-02 08:00:05"},  // As written.
      {"yesterday", "yesterday"},
      {"", ""},
  };
  for (const auto& [value, date] : cases) EXPECT_EQ(iso_date(value), date) << value;
  EXPECT_EQ(seconds_of("1970-01-02T08:00:00+08:00"), 86'400);
  EXPECT_EQ(seconds_of("1970-01-01T19:00:00-05:00"), 86'400);
  EXPECT_FALSE(seconds_of("yesterday"));
}

TEST(MailHeaderTest, EndlessHeadersAreBounded) {
  std::string mail;
  for (int i = 0; i < 200'000; ++i) mail += "X-Filler: " + std::to_string(i) + "\n";
  mail += "Subject: behind\n\nbody";
  std::size_t body = 0;
  const auto header = header_of(mail, &body);
  EXPECT_LE(header.values("X-Filler").size(), 2'000U);
  EXPECT_EQ(mail.substr(body), "body");
}

}  // namespace
}  // namespace aftercare::intake
