#include <gtest/gtest.h>

#include <algorithm>
#include <cppjieba/MixSegment.hpp>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "language/segmenter.hpp"
#include "place/place.hpp"

namespace aftercare::language {

// The oracle: cppjieba itself over the same dictionary.
class Cppjieba {
 public:
  explicit Cppjieba(const std::filesystem::path& folder)
      : trie_((folder / "jieba.dict.utf8").string()),
        model_((folder / "hmm_model.utf8").string()),
        mix_(&trie_, &model_) {}
  std::vector<std::string> cut(const std::string& text) const {
    std::vector<std::string> words;
    mix_.Cut(text, words, true);
    return words;
  }

 private:
  cppjieba::DictTrie trie_;
  cppjieba::HMMModel model_;
  cppjieba::MixSegment mix_;
};

std::vector<std::string> words_of(const Segmenter& segmenter, const std::string& text) {
  std::vector<std::string_view> words;
  segmenter.cut(text, words);
  return {words.begin(), words.end()};
}

TEST(TrieSegmenterTest, CutsAsCppjiebaDoes) {
  const auto segmenter = load_segmenter({});
  ASSERT_TRUE(segmenter.has_value()) << segmenter.error().message;
  const Cppjieba oracle(*dictionary_folder());
  const auto expect_same = [&](const std::string& text) {
    EXPECT_EQ(words_of(**segmenter, text), oracle.cut(text)) << text;
  };
  for (const std::string text :
       {"我来到北京清华大学", "他来到了网易杭研大厦",
        "小明硕士毕业于中国科学院计算所,后在日本京都大学深造",
        "IBM的x86服务器3.5寸硬盘坏了,2.4G wifi连不上", "AT&T T恤 B超 c# 卡拉OK", "a", "是", "。",
        "  两个 空格\t和\n换行 ", "😀😁电池𠮷野家", "1.2.3.4abc5.6", "ａｂｃ，ＤＥＦ。",
        "囧rz 爨龘靐齉", "南京市长江大桥，研究生命的起源。", ""})
    expect_same(text);

  // Random texts out of pieces that meet at odd places.
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {
      "的",   "一",   "是",   "电池", "充电器", "不",   "没有", "质量", "好",   "中国", "人民",
      "，",   "。",   " ",    "\n",   "a",      "Zz",   "9",    ".",    "3G",   "％",   "龘",
      "研究", "生命", "起源", "南京", "市长",   "长江", "大桥", "快递", "员",   "退",   "款",
      "！",   "😀",    "~",    "囍",   "爨",     "乒乓", "球拍", "卖",   "完了", "了",   "𠮷"};
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    const auto length = 1 + random() % 30;
    for (unsigned part = 0; part < length; ++part) text += pieces[random() % pieces.size()];
    expect_same(text);
  }
  // Random characters, most of them unknown together.
  for (int i = 0; i < 1'000; ++i) {
    std::string text;
    for (int part = 0; part < 20; ++part) base::append_code_point(text, 0x4E00 + random() % 0x1000);
    expect_same(text);
  }
  std::ifstream reviews(place::shared_data() / "zh_shopping_reviews/reviews.csv");
  std::string line;
  for (int i = 0; i < 20'000 && std::getline(reviews, line); ++i) {
    if (!base::is_utf8(line)) continue;
    ASSERT_EQ(words_of(**segmenter, line), oracle.cut(line)) << line;
  }
}

TEST(TrieSegmenterTest, KeepsTheTradesWordsWholeAndCoversAnyBytes) {
  const auto segmenter = load_segmenter({"好评返现", "的充电器", "踢皮球"});
  ASSERT_TRUE(segmenter.has_value());
  using Words = std::vector<std::string>;
  // jieba's own user words lose against frequent parts; ours must not.
  EXPECT_EQ(words_of(**segmenter, "参加好评返现活动"), (Words{"参加", "好评返现", "活动"}));
  EXPECT_EQ(words_of(**segmenter, "我的充电器"), (Words{"我", "的充电器"}));

  std::string bytes;
  for (int i = 0; i < 5'000; ++i) bytes.push_back(static_cast<char>(i * 37 + i / 11));
  for (const std::string& text :
       {bytes, std::string(1'000'000, 'a'), std::string("电\xFF池\xE7\x94")}) {
    std::string together;
    for (const auto& word : words_of(**segmenter, text)) together += word;
    EXPECT_EQ(together, text);
  }
}

TEST(TrieSegmenterTest, TextWithoutHanIsCutAtLetters) {
  const std::u32string text = U"It's 5 o'clock, wi-fi";
  std::vector<Word> words;
  cut_letters(std::span(text.data(), text.size()), words);
  std::vector<std::u32string> cut;
  for (const auto& word : words) cut.push_back(text.substr(word.begin, word.end - word.begin));
  EXPECT_EQ(cut, (std::vector<std::u32string>{U"It's", U" ", U"5", U" ", U"o'clock", U",", U" ",
                                              U"wi", U"-", U"fi"}));
}

}  // namespace aftercare::language
