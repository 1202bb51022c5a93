#include "language/learnt/span_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace aftercare::language {
namespace {

using testing::HasSubstr;

// Made-up sentences: an order number after "order" or "订单", a city after "to" or "送到".
std::vector<MarkedText> sentences() {
  std::vector<MarkedText> texts;
  const auto add = [&texts](std::vector<std::pair<std::string, std::string>> parts) {
    MarkedText marked;
    std::uint32_t at = 0;
    for (const auto& [said, type] : parts) {
      std::uint32_t size = 0;
      for (const char byte : said) size += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
      if (!type.empty()) marked.spans.push_back({at, at + size, type});
      marked.text += said;
      at += size;
    }
    texts.push_back(std::move(marked));
  };
  const char* cities[] = {"Berlin", "New York", "Lyon", "Oslo"};
  const char* places[] = {"杭州", "成都", "北京"};
  for (int i = 0; i < 60; ++i) {
    const auto number = "A" + std::to_string(10000 + i * 37);
    add({{"where is order ", ""}, {number, "order"}, {" please", ""}});
    add({{"send it to ", ""}, {cities[i % 4], "city"}, {" by " + std::to_string(i), ""}});
    add({{"订单", ""},
         {std::to_string(2000000 + i), "order"},
         {"请送到", ""},
         {places[i % 3], "city"}});
    add({{"I paid " + std::to_string(20 + i) + " and it broke", ""}});
  }
  return texts;
}

SpanModel trained() {
  return SpanModel::train(sentences(), SpanReader(nullptr), {}).value();
}

std::string told(const SpanModel& model, const std::string& text) {
  SpanAskScratch scratch;
  std::vector<FoundSpan> found;
  model.find(text, SpanReader(nullptr), scratch, found);
  std::string all;
  for (const auto& one : found) {
    EXPECT_GT(one.probability, 0);
    EXPECT_LE(one.probability, 1.0001F);
    all += one.span.type + " " + std::to_string(one.span.begin) + "-" +
           std::to_string(one.span.end) + ";";
  }
  return all;
}

}  // namespace

TEST(SpanModelTest, FindsWhatWasNotSeenByWhatStandsAround) {
  const auto model = trained();
  EXPECT_EQ(told(model, "where is order A77777 please"), "order 15-21;");
  EXPECT_EQ(told(model, "send it to Oslo by 99"), "city 11-15;");
  EXPECT_EQ(told(model, "订单2999999请送到成都"), "order 2-9;city 12-14;");
  EXPECT_EQ(told(model, "I paid 51 and it broke"), "");
}

TEST(SpanModelTest, PlacesAreCharactersOfTheTextAsGiven) {
  const auto model = trained();
  EXPECT_EQ(told(model, "  where  is order A77777 please"), "order 18-24;");
  EXPECT_EQ(told(model, "送到，send it to Oslo by 99"), "city 14-18;");
}

TEST(SpanModelTest, AnyBytesAreRead) {
  const auto model = trained();
  EXPECT_EQ(told(model, ""), "");
  told(model, "\xFF\xFE to \xE4");
  told(model, std::string(2'000'000, 'x'));
}

TEST(SpanModelTest, TheOrderOfTheTextsTellsNothing) {
  auto texts = sentences();
  const auto one = trained().to_bytes();
  std::reverse(texts.begin(), texts.end());
  EXPECT_EQ(SpanModel::train(texts, SpanReader(nullptr), {})->to_bytes(), one);
}

TEST(SpanModelTest, NothingMarkedOrTooManyTypesIsRefused) {
  const auto none = SpanModel::train({{"abc", {}}}, SpanReader(nullptr), {});
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, HasSubstr("nothing is marked"));
  std::vector<MarkedText> many;
  for (int i = 0; i < 40; ++i) many.push_back({"abc", {{0, 1, "t" + std::to_string(i)}}});
  EXPECT_FALSE(SpanModel::train(many, SpanReader(nullptr), {}).has_value());
}

TEST(SpanModelTest, FilesAreReadBackOrRefused) {
  const auto model = trained();
  const auto bytes = model.to_bytes();
  const auto again = SpanModel::parse(bytes, "m");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(told(*again, "where is order A77777 please"), "order 15-21;");
  for (std::size_t size = 0; size < bytes.size(); size += size < 64 ? 1 : 997)
    EXPECT_FALSE(SpanModel::parse(bytes.substr(0, size), "m").has_value()) << size;
  auto changed = bytes;
  changed[bytes.size() / 2] ^= 1;
  EXPECT_THAT(SpanModel::parse(changed, "m").error().message, HasSubstr("damaged"));
  EXPECT_FALSE(SpanModel::is_one("AFTCTEXT"));
}

}  // namespace aftercare::language
