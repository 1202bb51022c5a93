#include "text/phrase_set.hpp"

#include "base/utf8.hpp"

namespace aftercare::text {
namespace {

constexpr std::size_t kFirstPoints = 0x20000;  // Emoji begin phrases too.

}  // namespace

PhraseSet::PhraseSet()
    : first_(kFirstPoints, 0),
      begins_(kFirstPoints / 64),
      pairs_((std::size_t{1} << kPairBits) / 64, 0),
      nodes_(1),
      edges_(1024),
      mask_(1023) {}

void PhraseSet::grow() {
  std::vector<Edge> old(edges_.size() * 2);
  old.swap(edges_);
  mask_ = edges_.size() - 1;
  for (const Edge& edge : old) {
    if (edge.key == 0) continue;
    std::uint64_t at = spread(edge.key);
    while (edges_[at & mask_].key != 0) ++at;
    edges_[at & mask_] = edge;
  }
}

std::uint32_t PhraseSet::child_or_new(std::uint32_t node, char32_t point) {
  if (const auto known = child(node, point); known != 0) return known;
  if (++used_ * 2 > edges_.size()) grow();
  const auto to = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  nodes_[node].children |= bit_of(point);
  const std::uint64_t key = key_of(node, point);
  std::uint64_t at = spread(key);
  while (edges_[at & mask_].key != 0) ++at;
  edges_[at & mask_] = {key, to};
  return to;
}

std::uint32_t PhraseSet::add(std::string_view phrase) {
  const bool open = phrase.size() > 1 && phrase.back() == '*';
  if (open) phrase.remove_suffix(1);
  std::uint32_t node = 0;
  char32_t first = 0;
  for (std::size_t at = 0; at < phrase.size();) {
    const char32_t point = fold_point(base::next_code_point(phrase, at));
    if (node != 0) {
      if (node == first_[first]) {
        const auto pair = pair_of(first, point);
        pairs_[pair >> 6] |= std::uint64_t{1} << (pair & 63U);
      }
      node = child_or_new(node, point);
      continue;
    }
    first = point;
    if (point >= first_.size()) return kNone;
    if (first_[point] == 0) {
      first_[point] = static_cast<std::uint32_t>(nodes_.size());
      begins_[point >> 6].any |= std::uint64_t{1} << (point & 63U);
      nodes_.emplace_back();
    }
    node = first_[point];
  }
  if (node == 0) return kNone;
  if (node == first_[first]) begins_[first >> 6].alone |= std::uint64_t{1} << (first & 63U);
  auto& number = open ? nodes_[node].open : nodes_[node].whole;
  if (number == kNone) number = count_++;
  return number;
}

}  // namespace aftercare::text
