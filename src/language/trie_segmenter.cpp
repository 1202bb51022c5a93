// Our own cutting, with cppjieba's dictionary, model and results.
//
// As cppjieba does it: between separators, the likeliest path over the dictionary (dynamic
// programming from the right, ties to the shorter word); runs of single characters go through a
// hidden Markov model, in which ASCII letters and digits stay together. What differs is the shape
// of the data: tables made at build time and mapped (word_cell.hpp), one pass that only looks up
// pairs of characters, so that the waits for memory overlap, and no allocation per text. Results
// equal cppjieba's bit by bit (trie_segmenter_test.cpp), so sums are added in its order and in
// doubles.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "base/prepared_definitions.hpp"
#include "base/utf8.hpp"
#include "language/character_model.hpp"
#include "language/segmenter.hpp"
#include "language/word_trie.hpp"

namespace aftercare::language {
namespace {

bool is_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
}

bool is_digit_point(char32_t point) {
  return point >= U'0' && point <= U'9';
}

struct CutScratch final : SegmentScratch {
  std::vector<WordCell> chars;  // Of each character.
  std::vector<WordCell> pairs;  // Of two characters from here, if any word goes so.
  std::vector<WordCell> triples;
  std::vector<double> best;         // Weight of the best path from here to the end.
  std::vector<std::uint32_t> next;  // Where its first word ends.
  std::vector<std::uint8_t> ways;
  std::vector<char32_t> points;  // Of a text in bytes, with where each begins.
  std::vector<std::uint32_t> starts;
};

Word word_at(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

class TrieSegmenter final : public Segmenter {
 public:
  explicit TrieSegmenter(PreparedWords prepared)
      : prepared_(std::move(prepared)), trie_(*prepared_), model_(*prepared_) {}
  TrieSegmenter(PreparedWords prepared, const WordTrie::Parts& trie)
      : prepared_(std::move(prepared)), trie_(trie), model_(*prepared_) {}

  const WordTrie& trie() const { return trie_; }

  // Weighs the word a little more than the path it would else be cut by, so that it wins. (What the
  // model joins are singles on that path.)
  // False if there is no place for it.
  bool keep_whole(std::string_view word, CutScratch& scratch) {
    if (!base::is_utf8(word)) return true;
    read_points(word, scratch);
    const auto points = scratch.points;
    if (points.size() < 2 || std::ranges::any_of(points, is_separator)) return true;
    // More than any words together could take away: those that would cross it lose, and so do two
    // further words that it is made of.
    constexpr double surely = 1000;
    const auto size = static_cast<double>(points.size());
    return trie_.put(points, surely * size * size);
  }

  std::unique_ptr<SegmentScratch> make_scratch() const override {
    return std::make_unique<CutScratch>();
  }

  void cut(std::span<const char32_t> points, SegmentScratch& given, std::vector<Word>& words,
           Unknown unknown) const override {
    auto& scratch = static_cast<CutScratch&>(given);
    words.resize(points.size());  // There are never more.
    Word* out = words.data();
    for (std::size_t begin = 0; begin < points.size();) {
      const std::size_t size = look_up(points.subspan(begin), scratch);
      out = cut_block(points.subspan(begin, size), begin, scratch, unknown, out);
      begin += size;
    }
    words.resize(static_cast<std::size_t>(out - words.data()));
  }

  void cut(std::string_view text, SegmentScratch& given, std::vector<Word>& words,
           Unknown unknown) const override {
    auto& scratch = static_cast<CutScratch&>(given);
    read_points(text, scratch);
    cut(scratch.points, scratch, words, unknown);
    const auto* const starts = scratch.starts.data();
    for (auto& word : words) word = {starts[word.begin], starts[word.end]};
  }
  using Segmenter::cut;

 private:
  static void read_points(std::string_view text, CutScratch& scratch) {
    scratch.points.resize(text.size());
    scratch.starts.resize(text.size() + 1);
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size(); ++size) {
      scratch.starts[size] = static_cast<std::uint32_t>(at);
      const auto first = static_cast<unsigned char>(text[at]);
      if (first >= 0xE4 && first < 0xEA && at + 2 < text.size()) {  // Most of Chinese.
        const auto second = static_cast<unsigned char>(text[at + 1]);
        const auto third = static_cast<unsigned char>(text[at + 2]);
        if ((second & third & 0xC0) == 0x80 && ((second | third) & 0x40) == 0) {
          scratch.points[size] = (char32_t{first} & 0x0F) << 12 | (char32_t{second} & 0x3F) << 6 |
                                 (char32_t{third} & 0x3F);
          at += 3;
          continue;
        }
      }
      scratch.points[size] = base::next_code_point(text, at);
    }
    scratch.starts[size] = static_cast<std::uint32_t>(text.size());
    scratch.points.resize(size);
  }

  // Looks up characters and pairs of a block from the beginning of `points` and returns its size.
  // A block ends behind a separator or with the text, so that no word crosses its end.
  std::size_t look_up(std::span<const char32_t> points, CutScratch& scratch) const {
    constexpr std::size_t enough = 512;
    std::size_t size = std::min(points.size(), enough);
    while (size < points.size() && !is_separator(points[size - 1])) ++size;
    if (scratch.chars.size() < size + 4) {
      scratch.chars.resize(2 * size + 64);
      scratch.pairs.resize(scratch.chars.size());
      scratch.triples.resize(scratch.chars.size());
      scratch.best.resize(scratch.chars.size() + 2);
      scratch.next.resize(scratch.chars.size());
    }
    WordCell* const chars = scratch.chars.data();
    WordCell* const pairs = scratch.pairs.data();
    WordCell* const triples = scratch.triples.data();
    chars[0] = trie_.first(points[0]);
    for (std::size_t at = 1; at < size; ++at) {
      chars[at] = trie_.first(points[at]);
      __builtin_prefetch(trie_.child_place(chars[at - 1], label_of(chars[at])));
    }
    chars[size] = kSeparatorChar;
    pairs[size] = 0;
    pairs[0] = trie_.child(chars[0], label_of(chars[1]));
    for (std::size_t at = 1; at < size; ++at) {
      pairs[at] = trie_.child(chars[at], label_of(chars[at + 1]));
      __builtin_prefetch(trie_.child_place(pairs[at - 1], label_of(chars[at + 1])));
    }
    for (std::size_t at = 0; at + 1 < size; ++at)
      triples[at] = trie_.child(pairs[at], label_of(chars[at + 2]));
    triples[size - 1] = 0;
    return size;
  }

  Word* cut_block(std::span<const char32_t> points, std::size_t first, CutScratch& scratch,
                  Unknown unknown, Word* out) const {
    const WordCell* const chars = scratch.chars.data();
    const std::uint32_t* const next = scratch.next.data();
    const std::size_t size = points.size();
    for (std::size_t begin = 0; begin < size;) {
      std::size_t end = begin;
      while (end < size && chars[end] != kSeparatorChar) ++end;
      find_path(begin, end, scratch);
      if (unknown == Unknown::by_model) {
        out = take_path(points, first, begin, end, scratch, out);
      } else {
        for (std::size_t at = begin; at < end; at = next[at])
          *out++ = word_at(first + at, first + next[at]);
      }
      if (end < size) *out++ = word_at(first + end, first + end + 1);  // The separator.
      begin = end + 1;
    }
    return out;
  }

  // The best path over a range without separators, into `next`.
  void find_path(std::size_t begin, std::size_t end, CutScratch& scratch) const {
    const WordCell* const chars = scratch.chars.data();
    const WordCell* const pairs = scratch.pairs.data();
    const WordCell* const triples = scratch.triples.data();
    double* const best = scratch.best.data();
    std::uint32_t* const next = scratch.next.data();
    best[end] = best[end + 1] = best[end + 2] = 0;
    for (std::size_t at = end; at-- > begin;) {
      const double one = best[at + 1] + trie_.weight(chars[at]);
      const double two = best[at + 2] + trie_.weight(pairs[at]);
      const double three = best[at + 3] + trie_.weight(triples[at]);
      // Without branches, which would go either way; of equals the shorter wins.
      const double longer = std::max(two, three);
      const bool is_longer = longer > one;
      double most = std::max(one, longer);
      auto to = static_cast<std::uint32_t>(at + 1) + static_cast<std::uint32_t>(is_longer) +
                static_cast<std::uint32_t>(is_longer & (three > two));
      WordCell cell = triples[at];
      for (std::size_t behind = at + 3;; ++behind) {
        const auto label = label_of(chars[behind]);
        if (!WordTrie::may_go_on(cell, label)) break;
        cell = trie_.child(cell, label);
        const double value = best[behind + 1] + trie_.weight(cell);
        if (value > most) {
          most = value;
          to = static_cast<std::uint32_t>(behind + 1);
        }
      }
      best[at] = most;
      next[at] = to;
    }
  }

  // The words of the path; `first` is where the block begins.
  Word* take_path(std::span<const char32_t> points, std::size_t first, std::size_t begin,
                  std::size_t end, CutScratch& scratch, Word* out) const {
    const std::uint32_t* const next = scratch.next.data();
    for (std::size_t at = begin; at < end;) {
      std::size_t to = next[at];
      if (to - at > 1) {
        *out++ = word_at(first + at, first + to);
        at = to;
        continue;
      }
      while (to < end && next[to] == to + 1) ++to;
      if (to - at == 1 && points[at] >= 0x80)
        *out++ = word_at(first + at, first + to);
      else
        out = cut_singles(points, first, at, to, scratch, out);
      at = to;
    }
    return out;
  }

  // A run of single characters: ASCII by its own rules, the rest by the model.
  Word* cut_singles(std::span<const char32_t> points, std::size_t first, std::size_t begin,
                    std::size_t end, CutScratch& scratch, Word* out) const {
    const auto by_model = [&](std::size_t from, std::size_t to) {
      out = model_.cut(points.subspan(from, to - from), static_cast<std::uint32_t>(first + from),
                       scratch.ways, out);
    };
    std::size_t left = begin;
    std::size_t right = begin;
    while (right < end) {
      if (points[right] >= 0x80) {
        ++right;
        continue;
      }
      if (left < right) by_model(left, right);
      left = right;
      if (is_letter(points[left])) {
        while (right < end && (is_letter(points[right]) || is_digit_point(points[right]))) ++right;
      } else if (is_digit_point(points[left])) {
        while (right < end && (is_digit_point(points[right]) || points[right] == U'.')) ++right;
      } else {
        ++right;
      }
      *out++ = word_at(first + left, first + right);
      left = right;
    }
    if (left < right) by_model(left, right);
    return out;
  }

  PreparedWords prepared_;
  WordTrie trie_;
  CharacterModel model_;
};

namespace {

// Kinds of prepared definitions.
constexpr std::string_view kTrieKinds[] = {"trie chars", "trie cells", "trie weights",
                                           "trie beyond"};

// What a trie is made of: the dictionary and the words put into it.
std::string origin_of(const base::PreparedFile& dictionary, const std::vector<std::string>& words) {
  return fmt::format("{:x}\n{}", dictionary.checksum(), fmt::join(words, "\n"));
}

template <typename T>
std::span<const T> numbers_in(std::string_view bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

// Nothing if it was not prepared.
std::optional<WordTrie::Parts> prepared_trie(const std::string& origin) {
  const auto of = [&origin](std::size_t kind) {
    return base::prepared_definition(kTrieKinds[kind], {}, origin);
  };
  const auto chars = of(0), cells = of(1), weights = of(2);
  if (chars.empty() || cells.empty() || weights.empty()) return std::nullopt;
  return WordTrie::Parts{numbers_in<WordCell>(chars), numbers_in<WordCell>(cells),
                         numbers_in<double>(weights),
                         numbers_in<std::pair<char32_t, WordCell>>(of(3))};
}

}  // namespace

std::vector<base::PreparedDefinition> prepared_segmenter(PreparedWords prepared,
                                                         const std::vector<std::string>& words) {
  const auto origin = origin_of(*prepared, words);
  TrieSegmenter segmenter(std::move(prepared));
  CutScratch scratch;
  for (const auto& word : words)
    if (!segmenter.keep_whole(word, scratch)) return {};
  const auto trie = segmenter.trie().parts();
  std::vector<base::PreparedDefinition> definitions;
  const auto add = [&](auto numbers) {
    const auto bytes = std::as_bytes(numbers);
    definitions.push_back({std::string(kTrieKinds[definitions.size()]),
                           {},
                           origin,
                           {reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
  };
  add(trie.chars);
  add(trie.cells);
  add(trie.weights);
  add(trie.beyond);
  return definitions;
}

base::Result<std::unique_ptr<Segmenter>> make_segmenter(PreparedWords prepared,
                                                        const std::vector<std::string>& words) {
  if (!words.empty())
    if (const auto trie = prepared_trie(origin_of(*prepared, words)))
      return std::make_unique<TrieSegmenter>(std::move(prepared), *trie);
  auto segmenter = std::make_unique<TrieSegmenter>(std::move(prepared));
  CutScratch scratch;
  for (const auto& word : words)
    if (!segmenter->keep_whole(word, scratch))
      return base::failure(fmt::format("too many words to keep whole: no place for '{}'; have the "
                                       "lexicons name fewer",
                                       word),
                           fmt::format("需整体保留的词太多：放不下“{}”；请减少词典中的词", word));
  return segmenter;
}

}  // namespace aftercare::language
