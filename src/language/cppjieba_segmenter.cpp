// cppjieba behind the Segmenter interface, fed with code points instead of strings.
//
// Its own Cut(string) decodes, cuts and copies every word into a string; here the runes come from
// the text already decoded and only places come back. Ranges between separators are cut one by one
// as cppjieba does, long ones in pieces, so that memory stays bounded by the piece.

#include <algorithm>
#include <cmath>
#include <cppjieba/MixSegment.hpp>
#include <fstream>
#include <limits>

#include "base/utf8.hpp"
#include "language/segmenter.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

// cppjieba keeps some 350 bytes a rune while it cuts a range.
constexpr std::size_t kLongestRange = 4096;

bool separates(char32_t point) {
  return point == U' ' || point == U'\t' || point == U'\n' || point == U'，' || point == U'。';
}

}  // namespace

class CppjiebaSegmenter final : public Segmenter {
 public:
  explicit CppjiebaSegmenter(const std::filesystem::path& folder)
      : trie_((folder / "jieba.dict.utf8").string()),
        model_((folder / "hmm_model.utf8").string()),
        mix_(&trie_, &model_) {
    std::ifstream dictionary(folder / "jieba.dict.utf8");
    std::string word;
    double count = 0;
    if (dictionary >> word >> count && count > 0)
      total_count_ = count / std::exp(weight_of(word, cppjieba::MIN_DOUBLE));
  }

  // Weighs the word a little more than the parts it would else be cut into, so that it wins.
  void keep_whole(const std::string& word) {
    if (base::count_code_points(word) < 2 || !base::is_utf8(word)) return;
    std::vector<std::string_view> parts;
    Segmenter::cut(word, parts);
    if (parts.size() < 2) return;
    double weight = 0;
    for (const auto part : parts) weight += weight_of(part, trie_.GetMinWeight());
    const double count = std::ceil(std::exp(weight) * total_count_ * 1.1) + 1;
    constexpr double most = 1e6;
    trie_.InsertUserWord(word, static_cast<int>(std::clamp(count, 3.0, most)));
  }

  std::unique_ptr<SegmentScratch> make_scratch() const override {
    return std::make_unique<Scratch>();
  }

  void cut(std::span<const char32_t> points, SegmentScratch& scratch,
           std::vector<Word>& words) const override {
    auto& runes = static_cast<Scratch&>(scratch).runes;
    auto& ranges = static_cast<Scratch&>(scratch).ranges;
    words.clear();
    runes.resize(points.size());
    for (std::size_t at = 0; at < points.size(); ++at) {
      runes[at].rune = points[at];
      runes[at].offset = static_cast<std::uint32_t>(at);
    }
    const std::size_t size = points.size();
    for (std::size_t begin = 0; begin < size;) {
      std::size_t end = begin;
      while (end < size && end - begin < kLongestRange && !separates(points[end])) ++end;
      if (end == begin) {  // A separator is a word by itself.
        words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(++begin)});
        continue;
      }
      ranges.clear();
      mix_.Cut(runes.data() + begin, runes.data() + end, ranges, true);
      for (const auto& range : ranges)
        words.push_back({range.left->offset, range.right->offset + 1});
      begin = end;
    }
  }
  using Segmenter::cut;

 private:
  struct Scratch final : SegmentScratch {
    std::vector<cppjieba::RuneStr> runes;
    std::vector<cppjieba::WordRange> ranges;
  };

  double weight_of(std::string_view word, double otherwise) const {
    cppjieba::RuneStrArray runes;
    if (!cppjieba::DecodeUTF8RunesInString(word.data(), word.size(), runes)) return otherwise;
    const auto* unit = trie_.Find(runes.begin(), runes.end());
    return unit == nullptr ? otherwise : unit->weight;
  }

  cppjieba::DictTrie trie_;
  cppjieba::HMMModel model_;
  cppjieba::MixSegment mix_;
  double total_count_ = 6e7;
};

base::Result<std::unique_ptr<Segmenter>> load_cppjieba(const std::vector<std::string>& words) {
  const auto folder = dictionary_folder();
  if (!folder) return base::failure_of(folder);
  auto segmenter = std::make_unique<CppjiebaSegmenter>(*folder);
  for (const auto& word : words) segmenter->keep_whole(word);
  return segmenter;
}

}  // namespace aftercare::language
