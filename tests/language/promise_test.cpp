#include "language/promise.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aftercare::language {
namespace {

const records::Zone& shanghai() {
  static const auto zone = records::Zone::named("Asia/Shanghai").value();
  return zone;
}

const Analyser& shop_analyser() {
  static const auto made = [] {
    Extra extra;
    extra.zone = shanghai();
    return Analyser::load({}, extra).value();
  }();
  return *made;
}

// Said on Thursday 2026-03-05 at 15:30 in Shanghai, unless said otherwise.
constexpr records::Moment kSaid = records::Moment(std::chrono::seconds(1'772'695'800));

std::vector<Promise> promises_in(std::string_view text,
                                 std::optional<records::Moment> said = kSaid) {
  static const auto reader = PromiseReader::load({}, shanghai()).value();
  Scratch scratch;
  std::vector<Entity> entities;
  shop_analyser().find_entities(text, said, scratch, entities);
  std::vector<Promise> found;
  reader.read(text, said, entities, shop_analyser().simplifier(), found);
  return found;
}

// "money 2026-03-07 15:30:00": what and by when, in local time; "none" where nothing is promised.
std::string promised(std::string_view text) {
  const auto found = promises_in(text);
  if (found.empty()) return "none";
  return std::string(found[0].about) + " " +
         (found[0].due ? records::to_local_text(*found[0].due, shanghai()) : "open");
}

}  // namespace

TEST(PromiseTest, AChineseTermIsAnInstantOfTheWorkspace) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"这边为您申请退款，48小时内到账。", "money 2026-03-07 15:30:00"},
      {"我们会在24小时之内给您答复", "answer 2026-03-06 15:30:00"},
      {"24-48小时内安排发货哦亲", "goods 2026-03-07 15:30:00"},
      {"稍后会有专人半小时内回电", "answer 2026-03-05 16:00:00"},
      {"一个半小时内给您回复", "answer 2026-03-05 17:00:00"},
      {"预计3天送到您手上", "goods 2026-03-08 23:59:59"},
      {"两三天内会给您补发一个新的", "goods 2026-03-08 23:59:59"},
      {"退款会在3-5个工作日原路退回", "money 2026-03-12 23:59:59"},  // Past a weekend.
      {"１个工作日内核实后回覆您", "answer 2026-03-06 23:59:59"},
      {"一周内赔付到您账户", "money 2026-03-12 23:59:59"},
      {"今天下班前给您处理好", "answer 2026-03-05 23:59:59"},
      {"明天下午3点前给您回电话", "answer 2026-03-06 15:00:00"},
      {"周一给您发出", "goods 2026-03-09 23:59:59"},  // The next, not the last.
      {"下周三之前安排师傅上门", "goods 2026-03-11 23:59:59"},
      {"本周内会给您退款", "money 2026-03-08 23:59:59"},
      {"请提供抬头和税号，3个工作日寄出", "goods 2026-03-10 23:59:59"},
      {"专票需要公司资料，24小时内开具", "answer 2026-03-06 15:30:00"},
      {"我们将於三天內補發", "goods 2026-03-08 23:59:59"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(promised(text), expected) << text;
}

TEST(PromiseTest, AnEnglishTermToo) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"We'll refund you within 48 hours.", "money 2026-03-07 15:30:00"},
      {"Your replacement will be sent in the next two days.", "goods 2026-03-07 23:59:59"},
      {"The refund takes 3-5 business days.", "money 2026-03-12 23:59:59"},
      {"I will get back to you by Monday.", "answer 2026-03-09 23:59:59"},
      {"I'll call you tomorrow morning", "answer 2026-03-06 12:00:00"},
      {"A technician will contact you within 1 working day.", "goods 2026-03-06 23:59:59"},
      {"You will receive a credit by March 12th.", "money 2026-03-12 23:59:59"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(promised(text), expected) << text;
}

TEST(PromiseTest, WithoutATermOfItsOwnNothingFallsDue) {
  for (const auto* text :
       {"我会尽快给您回复", "收到退货后3个工作日内为您退款",
        "We'll refund you within 7 days of delivery.", "审核通过后，48小时内会给您打款",
        "我们会尽快核实您昨天反馈的问题", "已经等了3个工作日，我会帮您催"}) {
    const auto found = promises_in(text);
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_FALSE(found[0].due) << text;
  }
}

TEST(PromiseTest, WhatTheCustomerHasToDoAndWhatIsAskedPromiseNothing) {
  for (const auto* text :
       {"请您在7天内寄回商品", "签收后7天内您可以申请退款", "支持七天无理由退货",
        "是48小时内退款吗？", "您已经等了3天了，非常抱歉", "Please send it back within 14 days.",
        "很高兴为您服务", "", "商品耽误了您2天", "You have 30 days to return it."})
    EXPECT_EQ(promised(text), "none") << text;
}

TEST(PromiseTest, EachSaysWhereItStandsAndItsWords) {
  const std::string text = "您好。退款48小时内到账，请留意。明天会有专人联系您！";
  const auto found = promises_in(text);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].text, "退款48小时内到账");
  EXPECT_EQ(found[0].begin, 3U);
  EXPECT_EQ(found[0].end, 12U);
  EXPECT_EQ(found[0].about, "money");
  EXPECT_EQ(found[1].text, "明天会有专人联系您");
  EXPECT_EQ(found[1].about, "answer");
  EXPECT_EQ(promises_json(std::span(found).first(1)),
            R"([{"kind":"promise","text":"退款48小时内到账","start":3,"end":12,"about":"money",)"
            R"("value":"2026-03-07T07:30:00Z"}])");
}

TEST(PromiseTest, NoNumberOfAPersonIsAmongItsWords) {
  const auto found = promises_in("48小时内打13800138000给您答复");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, "48小时内");
  EXPECT_TRUE(found[0].due);
}

TEST(PromiseTest, WithoutAMomentOrWithAnyBytesItStandsOpen) {
  const auto found = promises_in("48小时内给您退款", std::nullopt);
  ASSERT_LE(found.size(), 1U);
  for (const auto& one : found) EXPECT_FALSE(one.due);
  promises_in("\xff\xfe 48小时内\xc3 给您退款\xe5\x8d");
  promises_in(std::string(20'000, '4') + "小时内退款");
  EXPECT_EQ(promised("999999999999小时内退款"), "none");
}

}  // namespace aftercare::language
