#include "language/shipped/shipped_topics.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace aftercare::language {
namespace {

constexpr std::uint32_t kNoRow = ~std::uint32_t{0};
constexpr std::size_t kMostHeads = 128;
constexpr std::size_t kMostInClause = 120;  // Two of them stay within 16 bits.
constexpr std::size_t kLeastKnown = 2;      // One known word is little to go by.

struct ClauseSums {
  std::array<std::int16_t, kMostHeads> sums{};
  std::size_t keys = 0;
  std::size_t known = 0;
};

}  // namespace

std::size_t topic_row_width(std::size_t heads) {
  constexpr std::size_t lane = 16;
  return (heads + lane - 1) / lane * lane;
}

bool ShippedTopics::read(const Sections& sections) {
  sections_ = sections;
  codes_.clear();
  std::string code;
  for (const char sign : sections.codes) {
    if (sign != '\n') {
      code.push_back(sign);
      continue;
    }
    codes_.push_back(std::move(code));
    code.clear();
  }
  width_ = topic_row_width(codes_.size());
  return code.empty() && codes_.size() <= kMostHeads && sections.scales.size() == codes_.size() &&
         sections.biases.size() == codes_.size() && sections.sigmoid.size() == 2 &&
         sections.trust.size() == kTopicSigns && sections.filter.size() == kTopicFilterBits / 64 &&
         (sections.keys.size() & (sections.keys.size() - 1)) == 0 &&
         std::ranges::any_of(sections.keys, [](const TopicKey& key) { return key.key == 0; }) &&
         std::ranges::all_of(sections.keys, [&](const TopicKey& key) {
           return key.key == 0 || (key.row + 1) * width_ <= sections.weights.size();
         });
}

// The row of each key, kNoRow where it was not learnt. The table and the weights are larger than
// the nearer caches: what will be read is asked for some keys ahead.
void ShippedTopics::find_rows(std::span<const std::uint32_t> keys,
                              std::vector<std::uint32_t>& rows) const {
  const auto mask = static_cast<std::uint32_t>(sections_.keys.size() - 1);
  rows.resize(keys.size());
  for (std::size_t at = 0; at < keys.size(); ++at) {
    const auto bit = keys[at] % kTopicFilterBits;
    const bool may = (sections_.filter[bit / 64] >> (bit % 64) & 1U) != 0;
    rows[at] = may ? 0 : kNoRow;
    if (may) __builtin_prefetch(&sections_.keys[keys[at] & mask]);
  }
  for (std::size_t at = 0; at < keys.size(); ++at) {
    if (rows[at] == kNoRow) continue;
    auto place = keys[at] & mask;
    while (sections_.keys[place].key != keys[at] && sections_.keys[place].key != 0)
      place = (place + 1) & mask;
    rows[at] = sections_.keys[place].key == 0 ? kNoRow : sections_.keys[place].row;
    if (rows[at] == kNoRow) continue;
    const auto* weights = sections_.weights.data() + rows[at] * width_;
    for (std::size_t line = 0; line < width_; line += 64) __builtin_prefetch(weights + line);
  }
}

void ShippedTopics::judge(const TopicInput& input, TopicMargins& found) const {
  auto& margins = found.margins;
  margins.assign(codes_.size(), kNowhere);
  find_rows(input.keys, found.rows);
  const auto take = [&](const ClauseSums& one, const ClauseSums* next) {
    const std::size_t known = one.known + (next == nullptr ? 0 : next->known);
    if (known < kLeastKnown) return;
    const auto keys = one.keys + (next == nullptr ? 0 : next->keys);
    const float by = 1 / std::sqrt(static_cast<float>(keys));
    for (std::size_t head = 0; head < margins.size(); ++head) {
      const int sum = one.sums[head] + (next == nullptr ? 0 : next->sums[head]);
      margins[head] =
          std::max(margins[head],
                   static_cast<float>(sum) * sections_.scales[head] * by + sections_.biases[head]);
    }
  };
  ClauseSums before, now;
  std::size_t at = 0;
  for (const auto end : input.ends) {
    now.sums.fill(0);
    now.keys = now.known = 0;
    for (; at < end; ++at) {
      ++now.keys;
      if (found.rows[at] == kNoRow || now.known == kMostInClause) continue;
      ++now.known;
      const auto* weights = sections_.weights.data() + found.rows[at] * width_;
      for (std::size_t head = 0; head < width_; ++head)
        now.sums[head] = static_cast<std::int16_t>(now.sums[head] + weights[head]);
    }
    if (now.keys == 0) continue;
    take(now, nullptr);
    if (before.keys > 0) take(before, &now);
    before = now;
  }
}

float ShippedTopics::probability(float margin) const {
  return 1 / (1 + std::exp(-(sections_.sigmoid[0] * margin + sections_.sigmoid[1])));
}

float ShippedTopics::margin_of(float probability) const {
  return (std::log(probability / (1 - probability)) - sections_.sigmoid[1]) / sections_.sigmoid[0];
}

}  // namespace aftercare::language
