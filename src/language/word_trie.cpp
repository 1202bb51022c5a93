#include "language/word_trie.hpp"

#include <algorithm>
#include <limits>

namespace aftercare::language {

WordTrie::WordTrie(const base::PreparedFile& file)
    : chars_(words_section<WordCell>(file, WordSection::chars)) {
  const auto cells = words_section<WordCell>(file, WordSection::cells);
  cells_ = cells.data();
  size_ = cells.size();
  const auto weights = words_section<double>(file, WordSection::weights);
  weights_.assign(weights.begin(), weights.end());
  weights_.front() = -std::numeric_limits<double>::infinity();
}

WordTrie::WordTrie(const Parts& parts)
    : chars_(parts.chars),
      cells_(parts.cells.data()),
      size_(parts.cells.size()),
      weights_(parts.weights.begin(), parts.weights.end()),
      beyond_(parts.beyond.begin(), parts.beyond.end()) {}

WordCell WordTrie::first_beyond(char32_t point) const {
  const auto at = std::ranges::find(beyond_, point, &std::pair<char32_t, WordCell>::first);
  return at == beyond_.end() ? kUnknownChar : at->second;
}

void WordTrie::own() {
  if (!own_cells_.empty()) return;
  own_chars_.assign(chars_.begin(), chars_.end());
  own_cells_.reserve(size_ + 4 * kMostCharacters);
  own_cells_.assign(cells_, cells_ + size_);
  chars_ = own_chars_;
  cells_ = own_cells_.data();
  for (const auto cell : own_chars_) next_label_ = std::max(next_label_, label_of(cell) + 1);
  for (const auto& [point, cell] : beyond_) next_label_ = std::max(next_label_, label_of(cell) + 1);
  next_base_ = static_cast<std::uint32_t>(own_cells_.size());
}

WordCell& WordTrie::own_cell(CellPlace place) {
  if (place.point == 0) return own_cells_[place.at];
  if (place.point < own_chars_.size()) return own_chars_[place.point];
  return std::ranges::find(beyond_, place.point, &std::pair<char32_t, WordCell>::first)->second;
}

// 0: there is no label left.
std::uint32_t WordTrie::label_or_new(char32_t point) {
  const auto known = label_of(first(point));
  if (known != 0 || next_label_ >= kMostCharacters) return known;
  const auto label = next_label_++;
  const auto cell = cell_of(label, 0, kLeastPlace, 0);
  if (point < own_chars_.size())
    own_chars_[point] = cell;
  else
    beyond_.emplace_back(point, cell);
  return label;
}

std::uint32_t WordTrie::place_of(double weight) {
  const auto words = std::span(weights_).subspan(kLeastPlace);
  if (const auto at = std::ranges::find(words, weight); at != words.end())
    return static_cast<std::uint32_t>(at - words.begin()) + kLeastPlace;
  if (weights_.size() < kMostWeights) {
    weights_.push_back(weight);
    return static_cast<std::uint32_t>(weights_.size()) - 1;
  }
  std::uint32_t best = 0;
  for (std::uint32_t at = 1; at < weights_.size(); ++at)
    if (weights_[at] > weight && (best == 0 || weights_[at] < weights_[best])) best = at;
  return best == 0 ? kLeastPlace : best;
}

// The children move to a base of their own beyond all others, where there is room for one more.
bool WordTrie::add_child(CellPlace parent, std::uint32_t label) {
  std::vector<std::uint32_t> labels = {label};
  const auto old = base_of(own_cell(parent));
  for (std::uint32_t other = 1; old != 0 && other < next_label_; ++other)
    if (label_of(own_cells_[old + other]) == other) labels.push_back(other);
  const auto is_free = [&](std::uint32_t base) {
    return std::ranges::all_of(labels, [&](std::uint32_t other) {
      return base + other >= own_cells_.size() || own_cells_[base + other] == 0;
    });
  };
  std::uint32_t base = next_base_++;
  while (base <= kMostBase && !is_free(base)) base = next_base_++;
  if (base > kMostBase) return false;
  own_cells_.resize(std::max(own_cells_.size(), std::size_t{base} + kMostCharacters), 0);
  cells_ = own_cells_.data();
  size_ = own_cells_.size();
  for (std::size_t i = 1; i < labels.size(); ++i)
    own_cells_[base + labels[i]] = std::exchange(own_cells_[old + labels[i]], 0);
  own_cells_[base + label] = cell_of(label, 0, 0, 0);
  auto& cell = own_cell(parent);
  cell = cell_of(label_of(cell), bloom_of(cell) | 1U << bloom_bit(label), weight_place(cell), base);
  return true;
}

bool WordTrie::put(std::span<const char32_t> word, double weight) {
  own();
  if (label_or_new(word[0]) == 0) return false;
  CellPlace place{word[0], 0};
  for (const char32_t point : word.subspan(1)) {
    const auto label = label_or_new(point);
    if (label == 0) return false;
    if (child(own_cell(place), label) == 0 && !add_child(place, label)) return false;
    place = {0, base_of(own_cell(place)) + label};
  }
  auto& cell = own_cell(place);
  cell = cell_of(label_of(cell), bloom_of(cell), place_of(weight), base_of(cell));
  return true;
}

}  // namespace aftercare::language
