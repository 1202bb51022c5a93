// Many phrases looked for in one pass over a text.
//
// A trie as a double array: every point that a phrase holds has a number, and the children of a
// node stand at its base plus their point's number. No two nodes share a base, so a cell that
// carries the number it was reached by is that node's child; most places of a text are passed over
// by one or two looks into an array that stays in the nearer caches. ASCII letters match without
// case, a line break matches a space. A phrase that begins (ends) with an ASCII letter or digit
// matches only at the begin (end) of such a word: "art" is not in "cart".

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

/// Immutable; safe between threads. PhraseSetBuilder makes it.
class PhraseSet {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// Without phrases.
  PhraseSet() = default;

  std::uint32_t size() const { return count_; }
  /// The number that the builder's add() gave this phrase; kNone if it is none of the set.
  std::uint32_t number_of(std::string_view phrase) const;

  /// Calls visit(begin, end, phrase) for every phrase at every position, shorter ones first.
  template <typename Visit>
  void each(std::span<const char32_t> points, Visit&& visit) const {
    if (cells_.empty() || points.empty()) return;
    // The second characters' cells lie apart: asked for at once, they come in time. Without
    // branches, which would go either way.
    constexpr std::size_t most = 32;
    Start starts[most];
    auto label = label_of(points[0]);
    for (std::size_t begin = 0; begin < points.size();) {
      std::size_t count = 0;
      for (; begin < points.size() && count < most; ++begin) {
        const Cell& first = cells_[label];
        const auto next =
            begin + 1 < points.size() ? label_of(points[begin + 1]) : std::uint16_t{0};
        starts[count] = {begin, first.base + next, label, next};
        __builtin_prefetch(&cells_[first.base + next]);
        count += static_cast<std::size_t>((label != 0) & (first.label == label) &
                                          ((first.ends != 0) | ((first.base != 0) & (next != 0))));
        label = next;
      }
      std::size_t kept = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const Start start = starts[i];
        starts[kept] = start;
        kept += static_cast<std::size_t>(
            (cells_[start.label].ends != 0) |
            ((cells_[start.second].label == start.next) & (cells_[start.label].base != 0)));
      }
      for (std::size_t i = 0; i < kept; ++i) walk(points, starts[i].begin, starts[i].label, visit);
    }
  }

  template <typename Archive>
  void serialize(Archive& archive);  // text_packed.hpp

 private:
  friend class PhraseSetBuilder;

  static constexpr std::uint16_t kWhole = 1, kOpen = 2;
  struct Cell {
    std::uint32_t base = 0;   // Of its children; 0: it has none.
    std::uint16_t label = 0;  // By which it is reached; 0: free.
    std::uint16_t ends = 0;   // Bits: which phrases end here.
  };

  struct Start {
    std::size_t begin = 0;
    std::uint32_t second = 0;  // Where the cell of the second character would be.
    std::uint16_t label = 0;
    std::uint16_t next = 0;
  };

  template <typename Visit>
  void walk(std::span<const char32_t> points, std::size_t begin, std::uint32_t place,
            Visit& visit) const {
    if (is_ascii_word(points[begin]) && begin > 0 && is_ascii_word(points[begin - 1])) return;
    for (std::size_t at = begin + 1;; ++at) {
      const Cell cell = cells_[place];
      if ((cell.ends & kWhole) != 0 && !splits_word(points, at)) visit(begin, at, wholes_[place]);
      if ((cell.ends & kOpen) != 0) visit(begin, at, opens_[place]);
      if (cell.base == 0 || at == points.size()) return;
      const auto label = label_of(points[at]);
      place = cell.base + label;
      if (label == 0 || cells_[place].label != label) return;
    }
  }

  static bool splits_word(std::span<const char32_t> points, std::size_t at) {
    return at < points.size() && is_ascii_word(points[at - 1]) && is_ascii_word(points[at]);
  }
  std::uint16_t label_of(char32_t point) const {
    return point < labels_.size() ? labels_[point] : std::uint16_t{0};
  }

  std::vector<std::uint16_t> labels_;  // By point, folded; 0: in no phrase.
  std::vector<Cell> cells_;            // The root's children stand at base 0.
  std::vector<std::uint32_t> wholes_;  // By cell: the phrase ending here, at the end of a word.
  std::vector<std::uint32_t> opens_;   // By cell: the one ending wherever the word ends.
  std::uint32_t count_ = 0;
};

/// Takes the phrases of a set.
class PhraseSetBuilder {
 public:
  PhraseSetBuilder();

  /// Adds a phrase (UTF-8) and returns its number; the same phrase has the same number. A last
  /// '*' leaves the end of a Latin word open: "refund*". Returns kNone for an empty phrase.
  std::uint32_t add(std::string_view phrase);
  std::uint32_t size() const { return count_; }

  PhraseSet build() &&;

 private:
  struct Node {
    std::uint32_t whole = PhraseSet::kNone;
    std::uint32_t open = PhraseSet::kNone;
    std::uint32_t child = 0;    // The first; 0: none.
    std::uint32_t sibling = 0;  // The next child of the same node; 0: none.
    std::uint16_t label = 0;
    std::uint16_t children = 0;
  };
  std::uint16_t label_of(char32_t point);
  std::uint32_t child_or_new(std::uint32_t node, std::uint16_t label);

  std::vector<std::uint16_t> labels_;
  std::uint16_t next_label_ = 1;
  std::vector<Node> nodes_;           // Node 0 is the root.
  std::vector<std::uint32_t> first_;  // By label: the root's child; it alone has many.
  std::uint32_t count_ = 0;
};

}  // namespace aftercare::text
