#include "language/conversation.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aftercare::language {
namespace {

// Lines "C ...", "A ...", "B ..." or "S ...": who says what; a minute lies between two.
Conversation conversation_of(const std::vector<std::string>& lines) {
  static const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value()) << analyser.error().message;
  static const auto reader = ConversationReader::load({}, records::Zone::utc(), **analyser);
  EXPECT_TRUE(reader.has_value()) << reader.error().message;
  std::vector<SaidMessage> messages;
  records::Moment at(std::chrono::hours(500'000));
  for (const auto& line : lines) {
    const auto side = line[0] == 'A'   ? Side::agent
                      : line[0] == 'B' ? Side::bot
                      : line[0] == 'S' ? Side::system
                                       : Side::customer;
    messages.push_back({side, std::string_view(line).substr(2), at});
    at += std::chrono::minutes(1);
  }
  Scratch scratch;
  return reader->read(messages, scratch);
}

std::string text_of(const std::optional<SaidSentence>& sentence) {
  return sentence ? sentence->text : "";
}

}  // namespace

TEST(ConversationTest, AChineseChatFromProblemToOutcome) {
  const auto talk = conversation_of({
      "S 会话开始",
      "C 在吗",
      "B 您好，我是智能助手，请问有什么可以帮您？",
      "C 转人工",
      "B 正在为您转接人工客服",
      "A 您好，很高兴为您服务",
      "C 我上周买的电饭煲内胆掉漆，米饭里都是黑渣，太恶心了。",
      "C 我要退货退款，运费你们出！",
      "A 非常抱歉给您带来不便。",
      "A 这边为您申请退货退款，48小时内到账268元。",
      "C 别再骗我了",
      "A 已经为您提交退款申请。",
      "C 好的，谢谢",
  });
  EXPECT_EQ(talk.messages[0], 6U);
  EXPECT_EQ(talk.messages[1], 4U);
  EXPECT_EQ(talk.messages[2], 2U);
  EXPECT_EQ(talk.messages[3], 1U);
  EXPECT_EQ(talk.turns, 10U);
  ASSERT_TRUE(talk.first_reply);
  EXPECT_EQ(*talk.first_reply, 5U);  // Not the bot's.
  EXPECT_EQ(talk.first_reply_seconds, 240);
  EXPECT_EQ(talk.transfer, 3U);
  EXPECT_EQ(text_of(talk.problem), "我上周买的电饭煲内胆掉漆，米饭里都是黑渣，太恶心了。");
  EXPECT_EQ(text_of(talk.demand), "我要退货退款，运费你们出！");
  EXPECT_EQ(text_of(talk.promise), "这边为您申请退货退款，48小时内到账268元。");
  ASSERT_EQ(talk.promises.size(), 1U);
  EXPECT_EQ(talk.ending, Ending::resolved);
  EXPECT_EQ(text_of(talk.outcome), "好的，谢谢");
  EXPECT_EQ(talk.course.size(), 6U);
}

TEST(ConversationTest, AnEnglishCallThatEndsBadly) {
  const auto talk = conversation_of({
      "A Thank you for contacting us, how can I help?",
      "C The kettle I bought leaks from the base and tripped my fuse.",
      "C I want a refund, please.",
      "A I'm sorry. We cannot refund items after 30 days.",
      "C That is unacceptable, I will complain to trading standards.",
  });
  EXPECT_EQ(talk.turns, 4U);
  EXPECT_EQ(*talk.first_reply, 3U);
  EXPECT_FALSE(talk.transfer);
  EXPECT_TRUE(talk.promises.empty());
  EXPECT_EQ(text_of(talk.problem), "The kettle I bought leaks from the base and tripped my fuse.");
  EXPECT_EQ(text_of(talk.demand), "I want a refund, please.");
  EXPECT_EQ(talk.ending, Ending::unresolved);
  EXPECT_LT(talk.mood_end, 0);
}

TEST(ConversationTest, AnEnglishChatFromProblemToOutcome) {
  const auto talk = conversation_of({
      "S Chat started",
      "C Hello",
      "B Hi, I am the assistant. What is your question about?",
      "C Can I talk to a human",
      "A Hi, Tom here, happy to help.",
      "C The blender I got on Friday smells of burning and stops after ten seconds.",
      "C Could you send me a replacement?",
      "A Sorry to hear that. I'll send a new one out today and let you know the tracking number.",
      "C Great, that worked for me last time",
      "A All done, I have processed the replacement.",
      "C Cheers, all sorted",
  });
  EXPECT_EQ(talk.first_reply, 4U);  // Not the bot's.
  EXPECT_EQ(talk.transfer, 3U);
  EXPECT_EQ(text_of(talk.problem),
            "The blender I got on Friday smells of burning and stops after ten seconds.");
  EXPECT_EQ(text_of(talk.demand), "Could you send me a replacement?");
  ASSERT_EQ(talk.promises.size(), 1U);
  EXPECT_EQ(talk.promises[0].text,
            "I'll send a new one out today and let you know the tracking number.");
  EXPECT_EQ(talk.ending, Ending::resolved);
  EXPECT_EQ(text_of(talk.outcome), "Cheers, all sorted");
}

TEST(ConversationTest, PromisesCarryWhenTheyFallDue) {
  const auto talk = conversation_of({
      "C 退款什么时候到，还有我要的发票呢",
      "A 退款24小时内到账。发票我帮您催一下，会尽快给您回复。",
      "A 您可以在7天内申请退货。",  // What the customer may do.
      "C 你保证24小时内到账？",
  });
  ASSERT_EQ(talk.promises.size(), 2U);
  EXPECT_EQ(talk.promises[0].text, "退款24小时内到账。");
  EXPECT_EQ(talk.promises[0].about, "money");
  const records::Moment said(std::chrono::hours(500'000) + std::chrono::minutes(1));
  EXPECT_EQ(talk.promises[0].due, said + std::chrono::hours(24));
  EXPECT_FALSE(talk.promises[1].due);
  EXPECT_EQ(text_of(talk.promise), "退款24小时内到账。");
  EXPECT_EQ(talk.promise->due, talk.promises[0].due);
  ASSERT_TRUE(talk.problem);
  EXPECT_FALSE(talk.problem->due);
}

TEST(ConversationTest, HowItEndsInEnglish) {
  const std::pair<std::vector<std::string>, Ending> cases[] = {
      {{"C Where is my order?", "A I'll look into it and keep you posted"}, Ending::promised},
      {{"C Can I return this?", "A Unfortunately a final sale item does not qualify for returns"},
       Ending::refused},
      {{"C Refund please", "A I am afraid that is outside the return window"}, Ending::refused},
      {{"C Please change my address", "A I have updated the address for you"}, Ending::resolved},
      {{"C Please change my address", "A I have updated it", "C No, it still shows the old one"},
       Ending::unresolved},
      {{"C My login fails", "A Please try the new link", "C That worked, cheers"},
       Ending::resolved},
      {{"C Any news?", "A Please wait", "C Forget it, I am fed up"}, Ending::unresolved},
      // Politeness promises and ends nothing.
      {{"C Hello", "A Hi, what can I do for you today?"}, Ending::open},
      {{"C Good morning", "A Good morning, happy to help"}, Ending::open},
  };
  for (const auto& [lines, ending] : cases)
    EXPECT_EQ(to_name(conversation_of(lines).ending), to_name(ending)) << lines.back();
}

TEST(ConversationTest, HowItEnds) {
  const std::pair<std::vector<std::string>, Ending> cases[] = {
      {{"C 快递到哪了", "A 我帮您催一下，会尽快给您回复"}, Ending::promised},
      {{"C 能退吗", "A 很抱歉无法为您退款，已超过时效"}, Ending::refused},
      {{"C 帮我改下地址", "A 已经帮您修改好了"}, Ending::resolved},
      {{"C 帮我改下地址", "A 已经帮您修改好了", "C 还是没改过来，我要投诉"}, Ending::unresolved},
      {{"C 还是没收到", "A 已经补发了，请查收", "C 收到了谢谢"}, Ending::resolved},
      {{"C My parcel?", "A We'll get back to you within 24 hours"}, Ending::promised},
      // Politeness and greetings promise and end nothing.
      {{"C 你好", "A 您好，请问有什么可以帮您"}, Ending::open},
      {{"A 为您服务是我们的荣幸"}, Ending::open},
      {{}, Ending::open},
  };
  for (const auto& [lines, ending] : cases)
    EXPECT_EQ(to_name(conversation_of(lines).ending), to_name(ending))
        << (lines.empty() ? "" : lines.back());
}

TEST(ConversationTest, WhatIsDoneButStillToComeIsPromised) {
  const std::pair<std::vector<std::string>, Ending> cases[] = {
      {{"C 快递三天没动了", "A 已帮您催促快递，预计明天送达"}, Ending::promised},
      {{"C 少了一个盖子", "A 已为您补发盖子，后天就能收到"}, Ending::promised},
      {{"C 少了一个盖子", "A 已为您补发盖子"}, Ending::resolved},
      {{"C 退款什么时候处理", "A 已为您退款，3天内到账"}, Ending::resolved},
  };
  for (const auto& [lines, ending] : cases)
    EXPECT_EQ(to_name(conversation_of(lines).ending), to_name(ending)) << lines.back();
}

TEST(ConversationTest, WithoutAHumanThereIsNoFirstReply) {
  const auto talk = conversation_of({"C 人呢", "B 请描述您的问题", "C 算了吧"});
  EXPECT_FALSE(talk.first_reply);
  EXPECT_FALSE(talk.first_reply_seconds);
  EXPECT_EQ(talk.ending, Ending::unresolved);
}

TEST(ConversationTest, AnyBytesEnd) {
  std::string bytes = "C ";
  for (int i = 0; i < 1 << 14; ++i) bytes.push_back(static_cast<char>(i * 13 + i / 256));
  conversation_of({bytes, "A \xFF\xFE", "C "});
}

}  // namespace aftercare::language
