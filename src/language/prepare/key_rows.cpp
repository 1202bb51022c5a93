#include "language/prepare/key_rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace aftercare::language {
namespace {

constexpr std::uint32_t kLeastTexts = 2;

}  // namespace

KeyRows number_keys(const std::vector<std::span<const std::uint32_t>>& texts) {
  std::map<std::uint32_t, std::uint32_t> users;
  for (const auto& text : texts)
    for (const auto key : std::set<std::uint32_t>(text.begin(), text.end())) ++users[key];
  KeyRows rows;
  for (const auto& [key, count] : users)
    if (count >= kLeastTexts)
      rows.number_of.emplace(key, static_cast<std::uint32_t>(rows.number_of.size()));
  for (const auto& text : texts) {
    std::map<std::uint32_t, float> counted;
    for (const auto key : text)
      if (const auto found = rows.number_of.find(key); found != rows.number_of.end())
        counted[found->second] += 1;
    for (const auto& [number, count] : counted) {
      rows.numbers.push_back(number);
      rows.values.push_back(count);
    }
    rows.begin.push_back(rows.numbers.size());
  }
  return rows;
}

float margin(const LinearClass& learnt, const KeyRows& all, std::size_t row, std::size_t keys) {
  float sum = 0;
  for (auto at = all.begin[row]; at < all.begin[row + 1]; ++at)
    sum += learnt.features[all.numbers[at]].weight * all.values[at];
  return sum / std::sqrt(static_cast<float>(std::max<std::size_t>(1, keys))) + learnt.bias;
}

}  // namespace aftercare::language
