#include <gtest/gtest.h>

#include <algorithm>
#include <cppjieba/MixSegment.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "language/segmenter.hpp"
#include "place/place.hpp"

namespace aftercare::language {

constexpr std::size_t kEachLine = place::kSanitized ? 10 : 1;

// The oracle: cppjieba itself over the same dictionary.
class Cppjieba {
 public:
  explicit Cppjieba(const std::filesystem::path& folder)
      : trie_((folder / "jieba.dict.utf8").string()),
        model_((folder / "hmm_model.utf8").string()),
        mix_(&trie_, &model_) {}
  std::vector<std::string> cut(const std::string& text, Unknown unknown) const {
    std::vector<std::string> words;
    mix_.Cut(text, words, unknown == Unknown::by_model);
    return words;
  }

 private:
  cppjieba::DictTrie trie_;
  cppjieba::HMMModel model_;
  cppjieba::MixSegment mix_;
};

std::vector<std::string> words_of(const Segmenter& segmenter, const std::string& text,
                                  Unknown unknown = Unknown::by_model) {
  const auto scratch = segmenter.make_scratch();
  std::vector<Word> places;
  segmenter.cut(std::string_view(text), *scratch, places, unknown);
  std::vector<std::string> words;
  for (const auto& place : places)
    words.push_back(text.substr(place.begin, place.end - place.begin));
  return words;
}

std::unique_ptr<Segmenter> segmenter_with(const std::vector<std::string>& words) {
  auto made = load_segmenter(words);
  if (!made) throw std::runtime_error(made.error().message);
  return std::move(*made);
}

// Every line of text below a folder.
template <typename Visit>
void each_line_below(const std::filesystem::path& folder, Visit&& visit) {
  std::error_code none;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, none)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    for (std::string line; std::getline(in, line);)
      if (base::is_utf8(line)) visit(line);
  }
}

TEST(TrieSegmenterTest, CutsAsCppjiebaDoes) {
  const auto segmenter = segmenter_with({});
  const Cppjieba oracle(place::jieba_dictionary());
  const auto expect_same = [&](const std::string& text) {
    for (const auto unknown : {Unknown::by_model, Unknown::singles})
      EXPECT_EQ(words_of(*segmenter, text, unknown), oracle.cut(text, unknown)) << text;
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
  // Any character below U+10000, the model's and the dictionary's least used ones among them.
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    for (int part = 0; part < 20; ++part) {
      const auto point = static_cast<char32_t>(1 + random() % 0xFFFF);
      if (point < 0xD800 || point >= 0xE000) base::append_code_point(text, point);
    }
    expect_same(text);
  }
}

TEST(TrieSegmenterTest, CutsRealChineseAsCppjiebaDoes) {
  const auto segmenter = segmenter_with({});
  const Cppjieba oracle(place::jieba_dictionary());
  std::size_t lines = 0;
  for (const auto& folder : std::filesystem::directory_iterator(place::shared_data())) {
    if (!folder.path().filename().string().starts_with("zh_")) continue;
    each_line_below(folder.path(), [&](const std::string& line) {
      if (++lines % kEachLine != 0) return;
      for (const auto unknown : {Unknown::by_model, Unknown::singles})
        ASSERT_EQ(words_of(*segmenter, line, unknown), oracle.cut(line, unknown)) << line;
    });
  }
  if (lines == 0) GTEST_SKIP() << "../shared/data is absent";
}

TEST(TrieSegmenterTest, KeepsTheTradesWordsWholeAndCoversAnyBytes) {
  const auto segmenter = segmenter_with({"好评返现", "的充电器", "踢皮球"});
  using Words = std::vector<std::string>;
  // jieba's own user words lose against frequent parts; ours must not.
  EXPECT_EQ(words_of(*segmenter, "参加好评返现活动"), (Words{"参加", "好评返现", "活动"}));
  EXPECT_EQ(words_of(*segmenter, "我的充电器"), (Words{"我", "的充电器"}));

  std::string bytes;
  for (int i = 0; i < 5'000; ++i) bytes.push_back(static_cast<char>(i * 37 + i / 11));
  for (const std::string& text :
       {bytes, std::string(1'000'000, 'a'), std::string("电\xFF池\xE7\x94")}) {
    std::string together;
    for (const auto& word : words_of(*segmenter, text)) together += word;
    EXPECT_EQ(together, text);
  }
}

TEST(TrieSegmenterTest, AnyFurtherWordIsCutWholeHoweverMany) {
  // Rare characters, ones above U+FFFF, words that begin like others, more than there are weights.
  std::vector<std::string> words = {"𠮷野家",   "卖𠮷",     "的的的的", "好评返现有礼",
                                    "好评返现", "wifi信号", "囍囍囍"};
  std::mt19937 random(11);
  for (int i = 0; i < 12'000; ++i) {
    std::string word;
    for (unsigned part = 0; part < 3 + random() % 3; ++part)
      base::append_code_point(word, 0x4E00 + random() % 0x3000);
    words.push_back(std::move(word));
  }
  const auto segmenter = segmenter_with(words);
  for (const auto& word : words)
    EXPECT_EQ(words_of(*segmenter, "，" + word + "。"),
              (std::vector<std::string>{"，", word, "。"}));
}

TEST(TrieSegmenterTest, FurtherWordsOverSeparatorsChangeNothing) {
  const auto segmenter = segmenter_with({"T 恤", "，你好"});
  const Cppjieba oracle(place::jieba_dictionary());
  for (const std::string text : {"T 恤，你好", "买T 恤"})
    EXPECT_EQ(words_of(*segmenter, text), oracle.cut(text, Unknown::by_model));
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
