#include "language/noise.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "text/normal_text.hpp"

namespace aftercare::language {

struct NoiseTest : testing::Test {
  static const NoiseJudge& judge() {
    static const auto made = NoiseJudge::make(Lexicons::load({}).value()).value();
    return made;
  }
  static std::string_view noise(std::string_view text) {
    text::NormalText normal;
    normal.add(text, nullptr);
    return judge().judge(normal.points());
  }
};

TEST_F(NoiseTest, ToldByKind) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"此用户没有填写评价。", "template"},
      {"评价方未及时做出评价，系统默认好评！", "template"},
      {"Automatic review", "template"},
      {"诚招代理，一手货源，需要的加微信 abc888", "advertisement"},
      {"日结兼职，在家赚钱，扫码进群", "advertisement"},
      {"Earn money working at home, click here now", "advertisement"},
      {"亲亲，您好，请问有什么可以帮您的吗？", "robot"},
      {"Hello, how can I help you today?", "robot"},
      {"😀😀👍", "no_words"},
      {"。。。！！！", "no_words"},
      {"asdfghjkl", "mash"},
      {"啊啊啊啊啊啊啊啊", "mash"},
      {"1111111", "mash"},
      {"好评！", "empty_praise"},
      {"很好，非常满意，谢谢", "empty_praise"},
      {"Very good, thanks", "empty_praise"},
      {"很好很好很好很好很好很好很好很好很好很好", "empty_praise"},
  };
  for (const auto& [text, code] : cases) EXPECT_EQ(noise(text), code) << text;
}

TEST_F(NoiseTest, WhatSaysSomethingIsNone) {
  for (const std::string_view text :
       {"",
        "  ",
        "质量很好，穿着舒服",
        "物流很快，好评",
        "很好，就是袖子有点长",
        "不好",
        "不满意",
        "客服让我加微信刷单，被骗了三百块，要投诉",
        "商家用系统默认好评骗人，东西是坏的，一直不处理",
        "13900001111",
        "20260301123456",
        "您好，我的包裹什么时候到？",
        "Good, but the zipper broke after a day",
        "not good",
        "Hello, where is my parcel?",
        "I was told to click the link and lost my money, it is a scam",
        "系统默认好评是骗人的",
        "差差差差差差差差",
        "不好不好不好不好",
        "type",
        "rrr"})
    EXPECT_EQ(noise(text), "") << text;
}

}  // namespace aftercare::language
