// The words of the prepared dictionary with the logarithms of their frequencies; further words can
// be put into a copy of its own.

#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "language/prepared_words.hpp"

namespace aftercare::language {

class WordTrie {
 public:
  /// The file must outlive it.
  explicit WordTrie(const base::PreparedFile& file);
  /// Of parts() kept, which must outlive it.
  struct Parts {
    std::span<const WordCell> chars, cells;
    std::span<const double> weights;
    std::span<const std::pair<char32_t, WordCell>> beyond;
  };
  explicit WordTrie(const Parts& parts);
  WordTrie(const WordTrie&) = delete;
  WordTrie& operator=(const WordTrie&) = delete;

  /// Sets the weight of a word, or of the next greater one where there is no place for more
  /// different weights. False if there is no place for the word. REQUIRES: two characters or more,
  /// none of them a separator.
  bool put(std::span<const char32_t> word, double weight);

  /// The cell of a word's first character.
  WordCell first(char32_t point) const {
    return point < chars_.size() ? chars_[point] : first_beyond(point);
  }
  /// Where the child would stand.
  const WordCell* child_place(WordCell cell, std::uint32_t label) const {
    return cells_ + (base_of(cell) + label);
  }
  /// All zero if there is none.
  WordCell child(WordCell cell, std::uint32_t label) const {
    const WordCell found = *child_place(cell, label);
    return found & -static_cast<WordCell>(label_of(found) == label);
  }
  static bool may_go_on(WordCell cell, std::uint32_t label) {
    return (bloom_of(cell) >> bloom_bit(label) & 1U) != 0;
  }
  /// Below any weight where no word ends; the least of all for a character that is no word.
  double weight(WordCell cell) const { return weights_[weight_place(cell)]; }
  double least() const { return weights_[kLeastPlace]; }
  Parts parts() const { return {chars_, {cells_, size_}, weights_, beyond_}; }

 private:
  // A cell by its place, since the arrays grow.
  struct CellPlace {
    char32_t point;  // 0: in `cells`.
    std::size_t at;
  };

  WordCell first_beyond(char32_t point) const;
  void own();
  WordCell& own_cell(CellPlace place);
  std::uint32_t label_or_new(char32_t point);
  std::uint32_t place_of(double weight);
  bool add_child(CellPlace parent, std::uint32_t label);

  std::span<const WordCell> chars_;
  const WordCell* cells_;
  std::size_t size_;  // Of the cells.
  std::vector<double> weights_;

  // Copies of the above, made for the first word that is put.
  std::vector<WordCell> own_chars_;
  std::vector<WordCell> own_cells_;
  std::vector<std::pair<char32_t, WordCell>> beyond_;  // Characters above U+FFFF.
  std::uint32_t next_label_ = 0;
  std::uint32_t next_base_ = 0;
};

}  // namespace aftercare::language
