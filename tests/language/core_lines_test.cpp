#include "language/core_lines.hpp"

#include <gtest/gtest.h>

#include <string>

#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

std::u32string core_of(const std::u32string& text, std::size_t text_begin = 0) {
  const auto core = core_lines(text, text_begin);
  return text.substr(core.begin, core.end - core.begin);
}

}  // namespace

TEST(CoreLinesTest, GreetingsAndThanksAtTheEndsAreLeftOut) {
  EXPECT_EQ(core_of(U"在吗\n充电器用了两天就坏了，没反应\n转人工\n给个五星，谢谢"),
            U"充电器用了两天就坏了，没反应");
  EXPECT_EQ(core_of(U"Anyone there?\nThe kettle leaks all over the counter\nOK, thanks"),
            U"The kettle leaks all over the counter");
}

TEST(CoreLinesTest, ShortLinesBetweenLongOnesStay) {
  const std::u32string text = U"充电器用了两天就坏了，没反应\n退款\n换了三根线还是一样，没法用";
  EXPECT_EQ(core_of(text), text);
}

TEST(CoreLinesTest, NothingButShortLinesIsAllCore) {
  for (const std::u32string text : {U"亲\n发票\n谢谢", U"坏了", U"", U"\n\n", U"退款"})
    EXPECT_EQ(core_of(text), text);
}

TEST(CoreLinesTest, TheTitleIsNoneUnlessTheTextSaysLess) {
  const std::u32string title = U"价保\n";
  EXPECT_EQ(core_of(title + U"说好的滤芯没有一起寄来，发货没给", title.size()),
            U"说好的滤芯没有一起寄来，发货没给");
  EXPECT_EQ(core_of(title + U"快点", title.size()), title + U"快点");
  EXPECT_EQ(core_of(U"价保", 2), U"价保");  // A title alone.
}

// What a case is about is not what its title's menu offers, nor the thanks it ends with.
TEST(CoreLinesTest, TopicsOfTicketsAndTalks) {
  struct Case {
    std::string title, text, topic;
  };
  const Case cases[] = {
      {"电子发票", "充电器用了两天就坏了，开不了机，怎么弄", "product_quality.defect"},
      {"没收到货", "发错货了，我买的是蓝色，收到的型号不对", "logistics.wrong_item"},
      {"", "有人吗\n帮我改一下收货地址，地址写错了\n服务不错，谢谢", "logistics.address_change"},
      {"", "充电时起火了，桌面烧了一个洞\n要求退款\n我要人工", "product_quality.safety"},
      // A title is all there is; the praise is the matter.
      {"开发票", "谢谢", "invoice.request"},
      {"", "在吗\n客服很耐心，服务态度很好，讲得很清楚\n谢谢", "praise.service"},
  };
  const auto analyser = Analyser::load({});
  ASSERT_TRUE(analyser.has_value()) << analyser.error().message;
  Scratch scratch;
  Analysis found;
  for (const auto& [title, text, topic] : cases) {
    (*analyser)->analyse(title, text, {.channel = "ticket"}, scratch, found);
    EXPECT_EQ(found.topic, topic) << title << " / " << text << ": " << found.topics;
  }
}

}  // namespace aftercare::language
