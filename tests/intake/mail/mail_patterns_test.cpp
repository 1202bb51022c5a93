#include "intake/mail/mail_patterns.hpp"

#include <gtest/gtest.h>

namespace aftercare::intake {
namespace {

class MailPatternsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = MailPatterns::load({});
    ASSERT_TRUE(loaded) << loaded.error().message;
    patterns_ = std::move(*loaded);
  }

  MailPatterns patterns_;
};

TEST_F(MailPatternsTest, CutsWhatEarlierMailsSaid) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      // Outlook, in both languages.
      {"东西收到了，缺一个\n\n-----原始邮件-----\n发件人: 客服\n发送时间: 2026年3月2日 8:00\n旧的",
       "东西收到了，缺一个"},
      {"One is missing.\n\n-----Original Message-----\nFrom: Shop\nSent: Monday\nold",
       "One is missing."},
      {"缺一个\n\n________________________________\n发件人: 客服 <help@shop.example>\n发送时间: "
       "2026年3月2日\n收件人: 某\n主题: 订单\n\n旧的",
       "缺一个"},
      {"One is missing.\nFrom: Shop <help@shop.example>\nSent: Monday, March 2, 2026 8:00 AM\nTo: "
       "A\nSubject: Order\n\nold",
       "One is missing."},
      // QQ, Foxmail, NetEase.
      {"缺一个\n\n\n------------------ 原始邮件 ------------------\n发件人: "
       "\"客服\"<help@shop.example>;\n旧的",
       "缺一个"},
      {"缺一个\n\n发件人： 客服\n发送时间： 2026-03-02 08:00\n收件人： 某\n主题： 订单\n旧的",
       "缺一个"},
      {"缺一个\n在 2026-03-02 08:00:05，\"客服\" <help@shop.example> 写道：\n旧的\n还是旧的",
       "缺一个"},
      {"缺一个\nAt 2026-03-02 08:00:05, \"Shop\" <help@shop.example> wrote:\nold", "缺一个"},
      {"缺一个\n---- 回复的原邮件 ----\n| 发件人 | 客服 |\n旧的", "缺一个"},
      // Gmail and Apple.
      {"客服 回复慢\n\n客服 <help@shop.example> 于2026年3月2日周一 08:00写道：\n\n> 旧的\n> 旧的",
       "客服 回复慢"},
      {"One is missing.\n\nOn Mon, Mar 2, 2026 at 8:00 AM Shop <help@shop.example> wrote:\n\n> "
       "old\n> old",
       "One is missing."},
      {"One is missing.\n\nOn Mon, Mar 2, 2026 at 8:00 AM A Shop With A Long "
       "Name\n<help@shop.example>\nwrote:\n> old",
       "One is missing."},
      {"缺一个\n\n> 在 2026年3月2日，上午8:00，客服 <help@shop.example> 写道：\n> \n> 旧的",
       "缺一个"},
      // An answer below, and one in between.
      {"On Mon, Mar 2, 2026, Shop <help@shop.example> wrote:\n> old question?\n\nYes, please.",
       "Yes, please."},
      {"> first question?\nyes\n> second question?\nno", "yes\nno"},
      // Near misses.
      {"From the start it was broken.\nTo be honest: bad.",
       "From the start it was broken.\nTo be honest: bad."},
      {"发件人: 我写错了", "发件人: 我写错了"},
      {"客服在电话里说可以退\n我同意了", "客服在电话里说可以退\n我同意了"},
      {"价格 > 100 的都坏了", "价格 > 100 的都坏了"},
      {"I wrote: nothing works", "I wrote: nothing works"},
  };
  for (const auto& [mail, text] : cases) EXPECT_EQ(patterns_.cut(mail).text, text) << mail;
}

TEST_F(MailPatternsTest, CutsSignatures) {
  const std::tuple<std::string_view, std::string_view, std::string_view> cases[] = {
      {"It leaks.\n-- \nAlice\nExample Ltd", "It leaks.", "--\nAlice\nExample Ltd"},
      {"坏了\n\n发自我的iPhone", "坏了", "发自我的iPhone"},
      {"坏了\n发自我的华为手机", "坏了", "发自我的华为手机"},
      {"坏了\n来自 QQ邮箱", "坏了", "来自 QQ邮箱"},
      {"坏了\n从 Windows 版邮件发送", "坏了", "从 Windows 版邮件发送"},
      {"It leaks.\n\nSent from my iPhone", "It leaks.", "Sent from my iPhone"},
      {"It leaks.\nGet Outlook for Android", "It leaks.", "Get Outlook for Android"},
      {"It was sent from my old shop in March.\nStill nothing.",
       "It was sent from my old shop in March.\nStill nothing.", ""},
      {"来自贵店的耳机坏了", "来自贵店的耳机坏了", ""},
      {"我从淘宝客户端下单后一直没有发货", "我从淘宝客户端下单后一直没有发货", ""},
      {"One\n--\nTwo\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13",
       "One\n--\nTwo\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13", ""},
  };
  for (const auto& [mail, text, signature] : cases) {
    const auto cut = patterns_.cut(mail);
    EXPECT_EQ(cut.text, text) << mail;
    EXPECT_EQ(cut.signature, signature) << mail;
  }
}

TEST_F(MailPatternsTest, HearsWhomAMailIsFor) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"Dear Ms. Alice Rosewater,\nwe", "Alice Rosewater"},
      {"Hi Jean-Luc!\nwe", "Jean-Luc"},
      {"王小绪您好，已为您办理", "王小绪"},
      {"尊敬的王小绪女士：\n已办理", "王小绪"},
      {"Order 12\n\nHello O'Neill, thanks", "O'Neill"},
      {"Dear customer,\nwe", ""},
      {"亲爱的客户您好，", ""},
      {"您好，已为您办理", ""},
      {"We are dear to you, Alice.", ""},
  };
  for (const auto& [mail, name] : cases) EXPECT_EQ(patterns_.addressee(mail), name) << mail;
}

TEST_F(MailPatternsTest, SubjectsWithoutReplyMarks) {
  const std::tuple<std::string_view, std::string_view, bool, bool> cases[] = {
      {"Re: Order 12", "Order 12", true, false},
      {"RE: re: Re[2]: Order", "Order", true, false},
      {"回复：答复: 订单", "订单", true, false},
      {"转发: Re：订单", "订单", true, true},
      {"Fwd: Order", "Order", false, true},
      {"Return of order", "Return of order", false, false},
      {"Re order", "Re order", false, false},
      {"回复太慢：投诉", "回复太慢：投诉", false, false},
      {"Re:", "", true, false},
  };
  for (const auto& [subject, text, reply, forward] : cases) {
    const auto plain = patterns_.plain_subject(subject);
    EXPECT_EQ(plain.text, text);
    EXPECT_EQ(plain.reply, reply) << subject;
    EXPECT_EQ(plain.forward, forward) << subject;
  }
}

TEST_F(MailPatternsTest, TellsAutomaticMails) {
  const std::tuple<std::string_view, std::string_view, std::string_view> cases[] = {
      {"Auto-Submitted: auto-replied\n", "Re: Order", "auto_reply"},
      {"Auto-Submitted: no\n", "Re: Order", ""},
      {"X-Autoreply: yes\n", "Order", "auto_reply"},
      {"Return-Path: <>\n", "Order", "bounce"},
      {"Return-Path: <a@b.example>\n", "Order", ""},
      {"From: Mail Delivery System <MAILER-DAEMON@b.example>\n", "x", "bounce"},
      {"Content-Type: multipart/report; report-type=delivery-status\n", "x", "bounce"},
      {"Precedence: list\n", "Order", ""},
      {"X: y\n", "自动回复：您的邮件已收到", "auto_reply"},
      {"X: y\n", "Automatic reply: Order 12", "auto_reply"},
      {"X: y\n", "Out of Office: Order 12", "out_of_office"},
      {"X: y\n", "休假自动回复", "out_of_office"},
      {"X: y\n", "系统退信", "bounce"},
      {"X: y\n", "Undeliverable: Order 12", "bounce"},
      // What customers write about.
      {"X: y\n", "Re: Automatic reply: Order 12", ""},
      {"X: y\n", "自动回复功能坏了", ""},
      {"X: y\n", "外出充电宝坏了", ""},
      {"X: y\n", "包裹未送达", ""},
      {"X: y\n", "Delivery failure of my parcel", ""},
  };
  for (const auto& [header, subject, kind] : cases) {
    std::size_t size = 0;
    EXPECT_EQ(patterns_.automatic_kind(MailHeader::parse(header, size), subject), kind) << subject;
  }
}

}  // namespace
}  // namespace aftercare::intake
