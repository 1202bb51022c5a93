#include "language/rivals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace aftercare::language {
namespace {

struct ReadRivals {
  std::vector<RivalMention> rivals;
  std::vector<Wish> wishes;
};

ReadRivals rivals_of(const std::string& text) {
  static const auto analyser = Analyser::load({}, {{"飞鸟X3扫地机"}, {"飞鸟"}});
  EXPECT_TRUE(analyser.has_value()) << analyser.error().message;
  static const auto reader = RivalReader::load({}, **analyser);
  EXPECT_TRUE(reader.has_value()) << reader.error().message;
  Scratch scratch;
  ReadRivals read;
  reader->read(text, scratch, read.rivals, read.wishes);
  return read;
}

}  // namespace

TEST(RivalsTest, WhoIsComparedWithAboutWhatAndWhoComesOffBetter) {
  constexpr auto good = Sentiment::positive, bad = Sentiment::negative;
  struct Case {
    std::string text, rival, aspect;
    Sentiment sentiment;
  };
  const Case cases[] = {
      {"同样的东西小王家更快", "小王家", "speed", good},
      {"质量不如戴森", "戴森", "quality", good},
      {"質量不如別家", "别家", "quality", good},  // One rival, however it is written.
      {"发货比拼多多还慢", "拼多多", "speed", good},
      {"价格比京东商城便宜", "京东商城", "price", bad},
      {"别家都送延保", "别家", "service", good},
      {"这质量吊打小米", "小米", "quality", bad},
      {"早知道买海尔了", "海尔", "", good},
      {"隔壁店便宜五十块", "隔壁", "price", good},
      {"The delivery is slower than Amazon", "amazon", "speed", good},
      {"much better quality than it, and cheaper than IKEA", "ikea", "price", bad},
  };
  for (const auto& [text, rival, aspect, sentiment] : cases) {
    const auto read = rivals_of(text);
    ASSERT_FALSE(read.rivals.empty()) << text;
    const auto& mention = read.rivals.front();
    EXPECT_EQ(mention.rival, rival) << text;
    EXPECT_EQ(to_name(mention.sentiment), to_name(sentiment)) << text;
    EXPECT_TRUE(aspect.empty() ||
                std::ranges::find(mention.aspects, aspect) != mention.aspects.end())
        << text;
  }
}

TEST(RivalsTest, TheShopsOwnAndMereWordsAreNone) {
  for (const std::string text :
       {"飞鸟就是好用", "飞鸟X3扫地机更安静", "大家都说好", "你家更便宜了", "专家说更好",
        "回家更方便了", "苹果很甜", "物流换家快一点的吧", "", "!!!"})
    EXPECT_TRUE(rivals_of(text).rivals.empty()) << text;
}

TEST(RivalsTest, WishesAndNeedsNotMet) {
  const std::pair<std::string, bool> cases[] = {{"要是能加个定时功能就好了", false},
                                                {"希望出大码", false},
                                                {"I wish it had a longer cable", false},
                                                {"想买替换滤芯但是一直缺货", true},
                                                {"the app doesn't support my phone", true}};
  for (const auto& [text, unmet] : cases) {
    const auto wishes = rivals_of("东西收到了。" + text + "，别的没什么").wishes;
    ASSERT_EQ(wishes.size(), 1U) << text;
    EXPECT_EQ(wishes[0].unmet, unmet) << text;
  }
  EXPECT_TRUE(rivals_of("东西不错，很喜欢").wishes.empty());
}

}  // namespace aftercare::language
