#include "text/phrase_set.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/utf8.hpp"

namespace aftercare::text {
namespace {

// Takes the star that leaves the end of a phrase open.
bool take_star(std::string_view& phrase) {
  const bool open = phrase.size() > 1 && phrase.back() == '*';
  if (open) phrase.remove_suffix(1);
  return open;
}

}  // namespace

std::uint32_t PhraseSet::number_of(std::string_view phrase) const {
  const bool open = take_star(phrase);
  std::uint32_t place = 0, base = 0;
  for (std::size_t at = 0; at < phrase.size();) {
    const auto label = label_of(fold_point(base::next_code_point(phrase, at)));
    const bool has_children = place == 0 ? !cells_.empty() : base != 0;
    if (label == 0 || !has_children || cells_[base + label].label != label) return kNone;
    place = base + label;
    base = cells_[place].base;
  }
  if (place == 0) return kNone;
  return open ? opens_[place] : wholes_[place];
}

PhraseSetBuilder::PhraseSetBuilder() : nodes_(1) {}

// 0: there is no number left.
std::uint16_t PhraseSetBuilder::label_of(char32_t point) {
  if (point >= labels_.size()) labels_.resize(point + 1);
  auto& label = labels_[point];
  if (label == 0 && next_label_ < std::numeric_limits<std::uint16_t>::max()) label = next_label_++;
  return label;
}

std::uint32_t PhraseSetBuilder::child_or_new(std::uint32_t node, std::uint16_t label) {
  if (node == 0) {
    if (label >= first_.size()) first_.resize(std::size_t{label} + 1);
    if (first_[label] != 0) return first_[label];
  } else {
    for (auto child = nodes_[node].child; child != 0; child = nodes_[child].sibling)
      if (nodes_[child].label == label) return child;
  }
  const auto to = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({.sibling = nodes_[node].child, .label = label});
  nodes_[node].child = to;
  ++nodes_[node].children;
  if (node == 0) first_[label] = to;
  return to;
}

std::uint32_t PhraseSetBuilder::add(std::string_view phrase) {
  const bool open = take_star(phrase);
  std::uint32_t node = 0;
  for (std::size_t at = 0; at < phrase.size();) {
    const auto label = label_of(fold_point(base::next_code_point(phrase, at)));
    if (label == 0) return PhraseSet::kNone;
    node = child_or_new(node, label);
  }
  if (node == 0) return PhraseSet::kNone;
  auto& number = open ? nodes_[node].open : nodes_[node].whole;
  if (number == PhraseSet::kNone) number = count_++;
  return number;
}

PhraseSet PhraseSetBuilder::build() && {
  PhraseSet set;
  set.count_ = count_;
  if (count_ == 0) return set;
  set.labels_ = std::move(labels_);
  set.cells_.reserve(2 * nodes_.size() + next_label_);
  if (set.labels_.size() <= U'z') set.labels_.resize(U'z' + 1);
  for (char32_t point = 0; point <= U'z'; ++point)
    set.labels_[point] = set.labels_[fold_point(point)];
  // Those with most children first, while there is most room; the root's stand at base 0.
  std::vector<std::uint32_t> parents;
  for (std::uint32_t node = 1; node < nodes_.size(); ++node)
    if (nodes_[node].child != 0) parents.push_back(node);
  std::ranges::stable_sort(parents, std::ranges::greater{},
                           [this](std::uint32_t node) { return nodes_[node].children; });
  std::vector<std::uint32_t> place_of(nodes_.size());
  const auto put_children = [&](std::uint32_t parent, std::uint32_t base) {
    if (set.cells_.size() < std::size_t{base} + next_label_)
      set.cells_.resize(std::size_t{base} + next_label_);
    for (auto child = nodes_[parent].child; child != 0; child = nodes_[child].sibling) {
      place_of[child] = base + nodes_[child].label;
      set.cells_[place_of[child]].label = nodes_[child].label;
    }
  };
  put_children(0, 0);
  std::vector<std::uint32_t> base_of(nodes_.size());
  std::uint32_t base = 1;
  for (const auto parent : parents) {
    const auto is_free = [&] {
      for (auto child = nodes_[parent].child; child != 0; child = nodes_[child].sibling) {
        const auto place = std::size_t{base} + nodes_[child].label;
        if (place < set.cells_.size() && set.cells_[place].label != 0) return false;
      }
      return true;
    };
    while (!is_free()) ++base;
    base_of[parent] = base;
    put_children(parent, base++);
  }
  set.wholes_.resize(set.cells_.size());
  set.opens_.resize(set.cells_.size());
  for (std::uint32_t node = 1; node < nodes_.size(); ++node) {
    const auto place = place_of[node];
    auto& cell = set.cells_[place];
    cell.base = base_of[node];
    if (nodes_[node].whole != PhraseSet::kNone) cell.ends |= PhraseSet::kWhole;
    if (nodes_[node].open != PhraseSet::kNone) cell.ends |= PhraseSet::kOpen;
    set.wholes_[place] = nodes_[node].whole;
    set.opens_[place] = nodes_[node].open;
  }
  return set;
}

}  // namespace aftercare::text
