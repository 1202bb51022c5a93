// Many phrases looked for in one pass over a text.
//
// A trie over code points: the first point by direct index, every further edge in one open hash
// table behind a bloom in each node, so a text of characters that begin no phrase costs one load
// each. ASCII letters match
// without case, a line break matches a space. A phrase that begins (ends) with an ASCII letter or
// digit matches only at the begin (end) of such a word: "art" is not in "cart".

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace aftercare::text {

/// Lower case of ASCII, a line break as a space; the rest is itself.
inline char32_t fold_point(char32_t point) {
  if (point >= U'A' && point <= U'Z') return point + 32;
  return point == U'\n' ? U' ' : point;
}

inline bool is_ascii_word(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z') ||
         (point >= U'0' && point <= U'9');
}

/// Filled first, then only read: reading is safe between threads.
class PhraseSet {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  PhraseSet();

  /// Adds a phrase (UTF-8) and returns its number; the same phrase has the same number. A last
  /// '*' leaves the end of a Latin word open: "refund*". Returns kNone for an empty phrase.
  std::uint32_t add(std::string_view phrase);

  std::uint32_t size() const { return count_; }

  /// Calls visit(begin, end, phrase) for every phrase at every position, shorter ones first.
  template <typename Visit>
  void each(std::span<const char32_t> points, Visit&& visit) const {
    // Where phrases go on lies far apart: asked for some places at once, it comes in time.
    constexpr std::size_t most = 24;
    Start starts[most];
    for (std::size_t begin = 0; begin < points.size();) {
      std::size_t count = 0;
      for (; begin < points.size() && count < most; ++begin)
        if (may_begin(points, begin, starts[count])) ++count;
      for (std::size_t i = 0; i < count; ++i) prefetch(starts[i]);
      for (std::size_t i = 0; i < count; ++i) walk(points, starts[i], visit);
    }
  }

 private:
  struct Node {
    std::uint32_t whole = kNone;  // The phrase ending here, at the end of a word.
    std::uint32_t open = kNone;   // The phrase ending here, wherever the word ends.
    std::uint32_t children = 0;   // Bloom of the points that go on.
  };
  struct Beginnings {  // Bits of 64 points.
    std::uint64_t any = 0;
    std::uint64_t alone = 0;  // Those that are a phrase by themselves.
  };
  struct Edge {
    std::uint64_t key = 0;  // Node and point; 0: free.
    std::uint32_t to = 0;
  };

  struct Start {
    std::size_t begin = 0;
    std::uint32_t node = 0;
    char32_t second = 0;  // 0: no phrase goes on with what comes next.
  };

  // False where no phrase begins; else sets `start`.
  bool may_begin(std::span<const char32_t> points, std::size_t begin, Start& start) const {
    const char32_t first = fold_point(points[begin]);
    if (first >= first_.size()) return false;
    const Beginnings& known = begins_[first >> 6];
    if ((known.any >> (first & 63U) & 1U) == 0) return false;
    const char32_t second = begin + 1 < points.size() ? fold_point(points[begin + 1]) : 0;
    const bool goes_on = second != 0 && may_pair(first, second);
    if (!goes_on && (known.alone >> (first & 63U) & 1U) == 0) return false;
    if (is_ascii_word(first) && begin > 0 && is_ascii_word(points[begin - 1])) return false;
    start = {begin, first_[first], goes_on ? second : 0};
    return true;
  }

  void prefetch(const Start& start) const {
    __builtin_prefetch(&nodes_[start.node]);
    if (start.second != 0)
      __builtin_prefetch(&edges_[spread(key_of(start.node, start.second)) & mask_]);
  }

  template <typename Visit>
  void walk(std::span<const char32_t> points, const Start& start, Visit& visit) const {
    std::uint32_t node = start.node;
    for (std::size_t at = start.begin;;) {
      const Node& here = nodes_[node];
      ++at;
      if (here.whole != kNone && !splits_word(points, at)) visit(start.begin, at, here.whole);
      if (here.open != kNone) visit(start.begin, at, here.open);
      if (here.children == 0 || at == points.size()) return;
      if (at == start.begin + 1 && start.second == 0) return;
      const char32_t point = fold_point(points[at]);
      if ((here.children & bit_of(point)) == 0) return;
      node = child(node, point);
      if (node == 0) return;
    }
  }

  static bool splits_word(std::span<const char32_t> points, std::size_t at) {
    return at < points.size() && is_ascii_word(points[at - 1]) && is_ascii_word(points[at]);
  }
  static std::uint32_t bit_of(char32_t point) { return 1U << (point * 0x9E3779B1U >> 27); }
  static std::uint64_t key_of(std::uint32_t node, char32_t point) {
    return (std::uint64_t{node} << 21 | point) + 1;
  }
  static std::uint64_t spread(std::uint64_t key) {
    key *= 0x9E3779B97F4A7C15ULL;
    return key ^ key >> 29;
  }
  static constexpr std::uint32_t kPairBits = 19;  // 64 KB: stays in the nearer cache.
  static std::uint32_t pair_of(char32_t first, char32_t second) {
    return (first * 0x9E3779B1U ^ second * 0x85EBCA6BU) * 0xC2B2AE35U >> (32 - kPairBits);
  }
  bool may_pair(char32_t first, char32_t second) const {
    const auto pair = pair_of(first, second);
    return (pairs_[pair >> 6] >> (pair & 63U) & 1U) != 0;
  }
  std::uint32_t child(std::uint32_t node, char32_t point) const {
    const std::uint64_t key = key_of(node, point);
    for (std::uint64_t at = spread(key);; ++at) {
      const Edge& edge = edges_[at & mask_];
      if (edge.key == key) return edge.to;
      if (edge.key == 0) return 0;
    }
  }
  std::uint32_t child_or_new(std::uint32_t node, char32_t point);
  void grow();

  std::vector<std::uint32_t> first_;  // Node of a one-point beginning, by point; 0: none.
  std::vector<Beginnings> begins_;    // Of all points; small enough to stay near.
  std::vector<std::uint64_t> pairs_;  // Bloom of the first two points of phrases.
  std::vector<Node> nodes_;           // Node 0 stands for "none".
  std::vector<Edge> edges_;
  std::uint64_t mask_ = 0;
  std::size_t used_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace aftercare::text
