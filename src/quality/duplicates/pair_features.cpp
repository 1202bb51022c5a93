#include "quality/duplicates/pair_features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "quality/duplicates/string_distance.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t kFeatureBlock = 256;
constexpr std::size_t kMostWords = 80;  // Of a text, in comparisons of every word with every word.
constexpr float kSoftMatch = 0.9F;

// A text ready to be compared.
struct PairText {
  std::vector<PairWord> words;   // In order.
  std::vector<PairWord> unique;  // By hash.
  std::vector<float> rarity;     // Of unique.
  std::vector<double> numbers;
  std::string letters;  // Words with a space between.
  float length = 0;     // Of the vector of rarities.
  float sum = 0;
};

PairText text_of(std::string_view cell, const WordCounts& counts) {
  PairText text;
  text.words = words_of(cell);
  text.unique = text.words;
  std::sort(text.unique.begin(), text.unique.end(),
            [](const PairWord& one, const PairWord& other) { return one.hash < other.hash; });
  text.unique.erase(std::unique(text.unique.begin(), text.unique.end(),
                                [](const PairWord& one, const PairWord& other) {
                                  return one.hash == other.hash;
                                }),
                    text.unique.end());
  for (const auto& word : text.unique) {
    text.rarity.push_back(counts.rarity(word.hash));
    text.length += text.rarity.back() * text.rarity.back();
    text.sum += text.rarity.back();
  }
  text.length = std::sqrt(text.length);
  text.numbers = numbers_of(cell);
  for (const auto& word : text.words)
    text.letters += (text.letters.empty() ? "" : " ") + word.letters;
  return text;
}

float ratio(float part, float whole) {
  return whole > 0 ? part / whole : kMissing;
}

// Features of one text against another.
class TextFeatures {
 public:
  TextFeatures(const PairText& left, const PairText& right, std::vector<float>& to)
      : left_(left), right_(right), to_(to) {}

  static constexpr std::size_t kCount = 30;

  void write() {
    if (left_.words.empty() || right_.words.empty()) {
      to_.insert(to_.end(), kCount, kMissing);
      return;
    }
    const auto before = to_.size();
    overlap();
    soft();
    codes();
    numbers();
    spelling();
    to_.resize(before + kCount, kMissing);
  }

 private:
  void overlap() {
    shared_left_.assign(left_.unique.size(), false);
    shared_right_.assign(right_.unique.size(), false);
    float both = 0;
    float weight = 0;
    float square = 0;
    float rarest = 0;
    for (std::size_t i = 0, j = 0; i < left_.unique.size() && j < right_.unique.size();) {
      const auto a = left_.unique[i].hash;
      const auto b = right_.unique[j].hash;
      if (a == b) {
        both += 1;
        weight += left_.rarity[i];
        square += left_.rarity[i] * left_.rarity[i];
        rarest = std::max(rarest, left_.rarity[i]);
        shared_left_[i] = shared_right_[j] = true;
      }
      i += a <= b;
      j += b <= a;
    }
    const auto lefts = static_cast<float>(left_.unique.size());
    const auto rights = static_cast<float>(right_.unique.size());
    to_.push_back(both / (lefts + rights - both));
    to_.push_back(both / std::min(lefts, rights));
    to_.push_back(ratio(square, left_.length * right_.length));
    to_.push_back(ratio(weight, left_.sum));
    to_.push_back(ratio(weight, right_.sum));
    to_.push_back(ratio(weight, left_.sum + right_.sum - weight));
    to_.push_back(rarest);
    to_.push_back(weight);
    to_.push_back(rarest_unshared(left_, shared_left_));
    to_.push_back(rarest_unshared(right_, shared_right_));
    to_.push_back(left_.sum - weight);
    to_.push_back(right_.sum - weight);
    to_.push_back(lefts / rights);
    to_.push_back(left_.words.front().hash == right_.words.front().hash);
  }

  static float rarest_unshared(const PairText& text, const std::vector<bool>& shared) {
    float rarest = 0;
    for (std::size_t i = 0; i < shared.size(); ++i)
      if (!shared[i]) rarest = std::max(rarest, text.rarity[i]);
    return rarest;
  }

  // Monge-Elkan (1996) and soft TF-IDF (Cohen, Ravikumar, Fienberg, 2003), weighted by rarity.
  void soft() {
    const auto [left_all, left_soft] = best_matches(left_, right_);
    const auto [right_all, right_soft] = best_matches(right_, left_);
    to_.push_back(left_all);
    to_.push_back(right_all);
    to_.push_back(left_soft);
    to_.push_back(right_soft);
    to_.push_back(std::min(left_soft, right_soft));
  }

  static std::pair<float, float> best_matches(const PairText& from, const PairText& in) {
    float all = 0;
    float soft = 0;
    float weight = 0;
    const auto most = std::min(from.unique.size(), kMostWords);
    for (std::size_t i = 0; i < most; ++i) {
      float best = 0;
      for (std::size_t j = 0; j < std::min(in.unique.size(), kMostWords) && best < 1; ++j)
        best = std::max(best, jaro_winkler(from.unique[i].letters, in.unique[j].letters));
      all += best * from.rarity[i];
      soft += best >= kSoftMatch ? best * from.rarity[i] : 0;
      weight += from.rarity[i];
    }
    return {ratio(all, weight), ratio(soft, weight)};
  }

  // Model numbers: shared, nearly shared (a colour's letter at the end), contradicting.
  void codes() {
    std::vector<std::string_view> lefts = codes_of(left_);
    std::vector<std::string_view> rights = codes_of(right_);
    const float either = static_cast<float>(!lefts.empty()) + static_cast<float>(!rights.empty());
    to_.push_back(either);
    if (either < 2) {
      to_.insert(to_.end(), 3, kMissing);
      // One may stand in the other's text in another form.
      to_.push_back(either == 0 ? kMissing
                                : static_cast<float>(lefts.empty() ? stands_in(rights, left_)
                                                                   : stands_in(lefts, right_)));
      return;
    }
    float shared = 0;
    float best = 0;
    float prefix = 0;
    for (const auto one : lefts)
      for (const auto other : rights) {
        shared += one == other;
        best = std::max(best, jaro_winkler(one, other));
        std::size_t same = 0;
        while (same < one.size() && same < other.size() && one[same] == other[same]) ++same;
        prefix = std::max(prefix, static_cast<float>(same) /
                                      static_cast<float>(std::max(one.size(), other.size())));
      }
    to_.push_back(shared);
    to_.push_back(best);
    to_.push_back(prefix);
    to_.push_back(static_cast<float>(stands_in(lefts, right_) || stands_in(rights, left_)));
  }

  static std::vector<std::string_view> codes_of(const PairText& text) {
    std::vector<std::string_view> codes;
    for (const auto& word : text.unique)
      if (word.is_code && codes.size() < 12) codes.push_back(word.letters);
    return codes;
  }

  static bool stands_in(const std::vector<std::string_view>& codes, const PairText& text) {
    std::string squeezed;
    for (const auto& word : text.words) squeezed += word.letters;
    return std::ranges::any_of(codes, [&](std::string_view code) {
      return code.size() >= 4 && squeezed.find(code) != squeezed.npos;
    });
  }

  void numbers() {
    const auto& lefts = left_.numbers;
    const auto& rights = right_.numbers;
    if (lefts.empty() || rights.empty()) {
      to_.push_back(kMissing);
      to_.push_back(static_cast<float>(lefts.size() + rights.size()));
      to_.push_back(kMissing);
      return;
    }
    float both = 0;
    for (const auto number : lefts)
      both += std::find(rights.begin(), rights.end(), number) != rights.end();
    to_.push_back(both / static_cast<float>(lefts.size() + rights.size() - both));
    to_.push_back(static_cast<float>(lefts.size() + rights.size()) - 2 * both);
    to_.push_back(both / static_cast<float>(std::min(lefts.size(), rights.size())));
  }

  void spelling() {
    to_.push_back(jaro_winkler(left_.letters, right_.letters));
    to_.push_back(bigram_dice(left_.letters, right_.letters));
    to_.push_back(std::abs(static_cast<float>(left_.letters.size()) -
                           static_cast<float>(right_.letters.size())) /
                  static_cast<float>(std::max(left_.letters.size(), right_.letters.size())));
  }

  const PairText& left_;
  const PairText& right_;
  std::vector<float>& to_;
  std::vector<bool> shared_left_;
  std::vector<bool> shared_right_;
};

constexpr std::size_t kNumberFeatures = 4;

void number_features(std::string_view left, std::string_view right, std::vector<float>& to) {
  const auto lefts = numbers_of(left);
  const auto rights = numbers_of(right);
  if (lefts.empty() || rights.empty()) {
    to.insert(to.end(), kNumberFeatures - 1, kMissing);
    to.push_back(static_cast<float>(lefts.empty()) + static_cast<float>(rights.empty()));
    return;
  }
  const double one = lefts.front();
  const double other = rights.front();
  const double most = std::max(one, other);
  to.push_back(most > 0 ? static_cast<float>(std::abs(one - other) / most) : 0.0F);
  to.push_back(one > 0 && other > 0 ? static_cast<float>(std::log(one / other)) : kMissing);
  to.push_back(static_cast<float>(std::min(one, other)));
  to.push_back(0);
}

std::string whole_record(const PairTable& pairs, const std::vector<PairFieldKind>& kinds,
                         std::size_t pair, bool left) {
  std::string whole;
  for (std::size_t field = 0; field < kinds.size(); ++field) {
    if (kinds[field] != PairFieldKind::text) continue;
    const auto cell = left ? pairs.left(pair, field) : pairs.right(pair, field);
    if (!whole.empty()) whole += ' ';
    whole += cell;
  }
  return whole;
}

}  // namespace

std::vector<PairFieldKind> kinds_of_fields(const PairTable& pairs) {
  std::vector<PairFieldKind> kinds;
  for (std::size_t field = 0; field < pairs.fields().size(); ++field) {
    std::size_t filled = 0;
    std::size_t numbers = 0;
    const auto look = [&](std::string_view cell) {
      if (cell.empty()) return;
      ++filled;
      std::size_t letters = 0;
      for (const char byte : cell)
        letters += (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                   static_cast<unsigned char>(byte) >= 0x80;
      // "199.00", "$1,299", "12.5 kg".
      numbers += letters <= 3 && !numbers_of(cell).empty() && cell.size() <= 24;
    };
    for (std::size_t pair = 0; pair < pairs.pairs(); ++pair) {
      look(pairs.left(pair, field));
      look(pairs.right(pair, field));
    }
    kinds.push_back(filled > 0 && numbers * 10 >= filled * 7 ? PairFieldKind::number
                                                             : PairFieldKind::text);
  }
  return kinds;
}

WordCounts count_words(const PairTable& pairs, const std::vector<PairFieldKind>& kinds) {
  WordCounts counts;
  std::unordered_set<std::string> seen;
  for (std::size_t pair = 0; pair < pairs.pairs(); ++pair)
    for (const bool left : {true, false}) {
      auto whole = whole_record(pairs, kinds, pair, left);
      const auto words = words_of(whole);
      if (seen.insert(std::move(whole)).second) counts.add(words);
    }
  return counts;
}

FeatureTable pair_features(const PairTable& pairs, const std::vector<PairFieldKind>& kinds,
                           const WordCounts& words, unsigned workers) {
  FeatureTable table;
  const auto blocks = (pairs.pairs() + kFeatureBlock - 1) / kFeatureBlock;
  std::vector<std::vector<float>> parts(blocks);
  std::vector<std::size_t> texts;
  for (std::size_t field = 0; field < kinds.size(); ++field)
    if (kinds[field] == PairFieldKind::text) texts.push_back(field);
  for_blocks(pairs.pairs(), kFeatureBlock, workers,
             [&](std::size_t block, std::size_t from, std::size_t to) {
               auto& row = parts[block];
               for (auto pair = from; pair < to; ++pair) {
                 std::vector<PairText> lefts;
                 std::vector<PairText> rights;
                 for (const auto field : texts) {
                   lefts.push_back(text_of(pairs.left(pair, field), words));
                   rights.push_back(text_of(pairs.right(pair, field), words));
                 }
                 const auto left = text_of(whole_record(pairs, kinds, pair, true), words);
                 const auto right = text_of(whole_record(pairs, kinds, pair, false), words);
                 for (std::size_t i = 0; i < texts.size(); ++i)
                   TextFeatures(lefts[i], rights[i], row).write();
                 // What one side says in its first text the other may say anywhere.
                 if (texts.size() > 1) {
                   TextFeatures(left, right, row).write();
                   TextFeatures(lefts[0], right, row).write();
                   TextFeatures(left, rights[0], row).write();
                 }
                 for (std::size_t field = 0; field < kinds.size(); ++field)
                   if (kinds[field] == PairFieldKind::number)
                     number_features(pairs.left(pair, field), pairs.right(pair, field), row);
               }
             });
  for (const auto& part : parts) table.cells.insert(table.cells.end(), part.begin(), part.end());
  table.width = pairs.pairs() == 0 ? 0 : table.cells.size() / pairs.pairs();
  return table;
}

}  // namespace aftercare::quality
