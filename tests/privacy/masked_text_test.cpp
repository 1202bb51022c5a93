#include "privacy/masked_text.hpp"

#include <gtest/gtest.h>

namespace aftercare::privacy {
namespace {

using records::PersonalKind;
using records::Span;
using records::SpanKind;

Span span_of(std::string_view text, std::string_view part, SpanKind kind) {
  const auto at = static_cast<std::uint32_t>(text.find(part));
  return {at, at + static_cast<std::uint32_t>(part.size()), kind, 1.0F};
}

}  // namespace

TEST(MaskedTextTest, TagsSpeakTheLanguageOfTheText) {
  const std::string zh = "我叫王小明，电话13812345678，单号12345";
  EXPECT_EQ(mask_text(zh, std::vector<Span>{span_of(zh, "13812345678", SpanKind::phone),
                                            span_of(zh, "王小明", SpanKind::person_name),
                                            span_of(zh, "12345", SpanKind::order_number)}),
            "我叫[姓名]，电话[电话]，单号12345");
  const std::string en = "mail lee@example.com, card 6222021234567890";
  EXPECT_EQ(mask_text(en, std::vector<Span>{span_of(en, "lee@example.com", SpanKind::email),
                                            span_of(en, "6222021234567890", SpanKind::bank_card)}),
            "mail [email], card [card]");
}

TEST(MaskedTextTest, SpansMayOverlapAndReachTooFar) {
  const std::string text = "ab13812345678cd";
  EXPECT_EQ(mask_text(text, std::vector<Span>{{2, 13, SpanKind::phone, 1},
                                              {2, 8, SpanKind::account, 1},
                                              {10, 99, SpanKind::account, 1}}),
            "ab[phone]");
  EXPECT_EQ(mask_text(text, std::vector<Span>{{99, 120, SpanKind::phone, 1}}), text);
  EXPECT_EQ(mask_text(text, std::vector<Span>{{5, 5, SpanKind::phone, 1}}), text);
  // A span that cuts a character takes the whole of it.
  EXPECT_EQ(mask_text("王x", std::vector<Span>{{1, 2, SpanKind::person_name, 1}}), "[姓名]x");
}

struct KnownCase {
  PersonalKind kind;
  const char* value;
  const char* text;
  const char* expected;
};

TEST(MaskedTextTest, FindsTheCustomersOwnValuesInAnySpelling) {
  const KnownCase cases[] = {
      {PersonalKind::name, "王小明", "我是王小明。王小明的订单", "我是[姓名]。[姓名]的订单"},
      {PersonalKind::name, "王小明", "我是王 小 明", "我是[姓名]"},
      {PersonalKind::name, "王小明", "王小红和王小", "王小红和王小"},
      {PersonalKind::name, "王", "王先生", "王先生"},
      {PersonalKind::name, "John Smith", "I am JOHN smith.", "I am [name]."},
      {PersonalKind::name, "Ann", "Anniversary, banner, ANN!", "Anniversary, banner, [name]!"},
      {PersonalKind::name, "Müller", "Herr MüLLER", "Herr [name]"},
      {PersonalKind::phone, "13812345678", "打138-1234-5678找我", "打[电话]找我"},
      {PersonalKind::phone, "13812345678", "138 1234 5678", "[phone]"},
      {PersonalKind::phone, "13812345678", "１３８１２３４５６７８", "[phone]"},
      {PersonalKind::phone, "13812345678", "+8613812345678", "+[phone]"},
      {PersonalKind::phone, "13812345678", "008613812345678", "[phone]"},
      {PersonalKind::phone, "+86 138 1234 5678", "13812345678", "[phone]"},
      {PersonalKind::phone, "13812345678", "单号9138123456780", "单号9138123456780"},
      {PersonalKind::phone, "13812345678", "1, 13812345678", "1, [phone]"},
      {PersonalKind::phone, "13812345678", "13812345679", "13812345679"},
      {PersonalKind::phone, "12345", "code 12345", "code 12345"},
      {PersonalKind::email, "a.lee@example.com", "to A.Lee@Example.com.", "to [email]."},
      {PersonalKind::email, "a.lee@example.com", "ba.lee@example.com", "ba.lee@example.com"},
      {PersonalKind::address, "广东省深圳市南山区科技路1号", "寄到广东省深圳市 南山区，科技路1号！",
       "寄到[地址]！"},
      {PersonalKind::address, "广东省深圳市南山区科技路18号", "送到科技路18号就行",
       "送到[地址]就行"},
      {PersonalKind::address, "广东省深圳市南山区科技路18号", "我在深圳市南山区",
       "我在深圳市南山区"},
      {PersonalKind::address, "广东省深圳市南山区科技路1号", "科技路18号", "科技路18号"},
  };
  for (const auto& each : cases) {
    const std::vector<KnownValue> known = {{each.kind, each.value}};
    EXPECT_EQ(mask_known(each.text, known), each.expected) << each.value << " in " << each.text;
  }
}

TEST(MaskedTextTest, KnowsNothingOfNobody) {
  EXPECT_EQ(mask_known("王小明", {}), "王小明");
  EXPECT_EQ(mask_known("", std::vector<KnownValue>{{PersonalKind::name, "王小明"}}), "");
  EXPECT_EQ(mask_known("王小明", std::vector<KnownValue>{{PersonalKind::name, ""}}), "王小明");
}

}  // namespace aftercare::privacy
