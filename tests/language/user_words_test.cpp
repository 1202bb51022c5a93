// The words of the lexicons and of a workspace are cut whole, whatever stands around them.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "language/lexicon.hpp"
#include "language/segmenter.hpp"
#include "language/spoken_forms.hpp"

namespace aftercare::language {
namespace {

constexpr std::pair<std::string_view, std::string_view> kContexts[] = {{"", ""},
                                                                       {"这个", "真的很好"},
                                                                       {"我的", "坏了"},
                                                                       {"买了", "三天"},
                                                                       {"说是", "其实不是"},
                                                                       {"，", "。"},
                                                                       {"不要", "了"},
                                                                       {"又是", "又是差评"},
                                                                       {"因为", "所以退"},
                                                                       {"没有", "怎么办"},
                                                                       {"iPhone", "ok"},
                                                                       {"3个", "5个"},
                                                                       {"大家都说", "好用"},
                                                                       {"收到的", "有问题"},
                                                                       {"请问", "在哪里"},
                                                                       {"关于", "的问题"},
                                                                       {"客服说", "不支持"},
                                                                       {"想换一个", "可以吗"},
                                                                       {"（", "）"},
                                                                       {"昨天的", "今天才到"}};
static_assert(std::size(kContexts) == 20);

// Places where a word is not cut whole: "before|word|after".
std::vector<std::string> not_whole(const std::vector<std::string>& words) {
  auto segmenter = load_segmenter(words);
  EXPECT_TRUE(segmenter.has_value()) << segmenter.error().message;
  std::vector<std::string> missed;
  std::vector<std::string_view> cut;
  for (const auto& word : words)
    for (const auto& [before, after] : kContexts) {
      const auto text = std::string(before) + word + std::string(after);
      (*segmenter)->cut(text, cut);
      const bool whole = std::ranges::any_of(cut, [&](std::string_view piece) {
        return piece == word && piece.data() - text.data() == static_cast<long>(before.size());
      });
      if (!whole) missed.push_back(std::string(before) + "|" + word + "|" + std::string(after));
    }
  return missed;
}

bool is_chinese(const std::string& word) {
  return std::ranges::all_of(word, [](char byte) { return (byte & 0x80) != 0; });
}

}  // namespace

TEST(UserWordsTest, EveryWordOfTheLexiconsIsCutWhole) {
  const auto lexicons = Lexicons::load({});
  ASSERT_TRUE(lexicons.has_value()) << lexicons.error().message;
  std::vector<std::string> words;
  for (const auto* name : {"segment", "component"})
    for (const auto& entry : lexicons->lexicon(name).entries)
      if (is_chinese(entry.word) && base::count_code_points(entry.word) > 1)
        words.push_back(entry.word);
  ASSERT_GT(words.size(), 200U);
  EXPECT_EQ(not_whole(words), std::vector<std::string>{});
}

TEST(UserWordsTest, AUsersOwnWordsTooHoweverUnlikely) {
  // Made of frequent words, across the borders of others, of characters that never meet.
  EXPECT_EQ(not_whole({"的确良好", "不好用户", "云雀破壁", "没电量表", "差评返图", "一键换新",
                       "晨星守护计划", "七天无忧退", "飞鸟扫地机", "好评不返现", "以换代修",
                       "上门取件码"}),
            std::vector<std::string>{});
}

}  // namespace aftercare::language
