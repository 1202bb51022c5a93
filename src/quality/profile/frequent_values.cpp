#include "quality/profile/frequent_values.hpp"

#include <algorithm>
#include <functional>

#include "base/decoder.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kLongestFrequent = 200;

}  // namespace

void FrequentValues::add(std::uint64_t hash, std::string_view value, std::uint64_t times,
                         std::uint64_t row) {
  if (error_ > 0 && times <= 1) {
    if (const auto at = values_.find(hash); at != values_.end()) at->second.count += times;
    return;
  }
  const auto [at, fresh] = values_.try_emplace(hash);
  at->second.count += times;
  if (!fresh) return;
  if (value.size() > kLongestFrequent) {
    value = value.substr(0, kLongestFrequent);
    value = value.substr(0, base::size_of_whole_characters(value));
  }
  at->second.value = value;
  at->second.first_row = row;
  if (values_.size() > room_ * 2) prune();
}

void FrequentValues::prune() {
  std::vector<std::uint64_t> counts;
  for (const auto& [hash, entry] : values_) counts.push_back(entry.count);
  std::ranges::nth_element(counts, counts.begin() + static_cast<std::ptrdiff_t>(room_),
                           std::greater<>());
  const auto floor = counts[room_];
  std::erase_if(values_, [floor](const auto& entry) { return entry.second.count <= floor; });
  error_ = std::max(error_, floor);
}

void FrequentValues::merge(const FrequentValues& other) {
  for (const auto& [hash, entry] : other.values_) {
    const auto [at, fresh] = values_.try_emplace(hash, entry);
    if (fresh) continue;
    at->second.count += entry.count;
    at->second.first_row = std::min(at->second.first_row, entry.first_row);
  }
  error_ += other.error_;
  if (values_.size() > room_ * 2) prune();
}

std::vector<FrequentValue> FrequentValues::top(std::size_t most) const {
  std::vector<FrequentValue> all;
  for (const auto& [hash, entry] : values_) all.push_back(entry);
  const auto before = [](const FrequentValue& a, const FrequentValue& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  };
  const auto kept = std::min(most, all.size());
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(kept), before);
  all.resize(kept);
  return all;
}

}  // namespace aftercare::quality
