#include "quality/profile/quantile_sketch.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace aftercare::quality {
namespace {

constexpr std::size_t kTopCapacity = 1024;
constexpr std::size_t kLeastCapacity = 8;
constexpr double kShrink = 2.0 / 3;  // Of capacities, a level down.

}  // namespace

// Grows to so many levels; the capacities are those of the depth below the top one.
void QuantileSketch::reach(std::size_t levels) {
  if (levels <= levels_.size()) return;
  levels_.resize(levels);
  capacities_.resize(levels);
  for (std::size_t i = 0; i < levels; ++i) {
    const auto depth = static_cast<double>(levels - 1 - i);
    const auto capacity = static_cast<std::size_t>(kTopCapacity * std::pow(kShrink, depth));
    capacities_[i] = std::max(kLeastCapacity, capacity);
  }
}

void QuantileSketch::add(double value, std::uint64_t times) {
  if (times == 0) return;
  if (count_ == 0) lowest_ = highest_ = value;
  lowest_ = std::min(lowest_, value);
  highest_ = std::max(highest_, value);
  count_ += times;
  for (std::size_t level = 0; times != 0; ++level, times >>= 1) {
    reach(level + 1);
    if ((times & 1) != 0) levels_[level].push_back(value);
  }
  compact();
}

void QuantileSketch::merge(const QuantileSketch& other) {
  if (other.count_ == 0) return;
  lowest_ = count_ == 0 ? other.lowest_ : std::min(lowest_, other.lowest_);
  highest_ = count_ == 0 ? other.highest_ : std::max(highest_, other.highest_);
  count_ += other.count_;
  reach(other.levels_.size());
  for (std::size_t i = 0; i < other.levels_.size(); ++i)
    levels_[i].insert(levels_[i].end(), other.levels_[i].begin(), other.levels_[i].end());
  compact();
}

void QuantileSketch::compact() {
  // The lowest levels fill first; a level that is within its capacity costs one comparison.
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].size() <= capacities_[level]) continue;
    reach(level + 2);
    auto& values = levels_[level];
    std::ranges::sort(values);
    auto& above = levels_[level + 1];
    const auto even = values.size() & ~std::size_t{1};
    for (auto i = turns_++ & 1; i < even; i += 2) above.push_back(values[i]);
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(even));
  }
}

std::vector<std::pair<double, std::uint64_t>> QuantileSketch::weighted() const {
  std::vector<std::pair<double, std::uint64_t>> all;
  for (std::size_t level = 0; level < levels_.size(); ++level)
    for (const auto value : levels_[level]) all.emplace_back(value, std::uint64_t{1} << level);
  std::ranges::sort(all);
  return all;
}

QuantileView::QuantileView(const QuantileSketch& sketch) : QuantileView(sketch.weighted()) {}

QuantileView::QuantileView(std::vector<std::pair<double, std::uint64_t>> weighted)
    : values_(std::move(weighted)) {
  std::uint64_t sum = 0;
  for (const auto& [value, times] : values_) sums_.push_back(sum += times);
}

double QuantileView::quantile(double level) const {
  const auto wanted = level * static_cast<double>(sums_.back() - 1);
  const auto below = static_cast<std::uint64_t>(std::floor(wanted));
  const auto value_at = [this](std::uint64_t rank) {
    const auto at = std::ranges::upper_bound(sums_, rank) - sums_.begin();
    return values_[std::min<std::size_t>(static_cast<std::size_t>(at), values_.size() - 1)].first;
  };
  const auto low = value_at(below);
  const auto rest = wanted - static_cast<double>(below);
  return rest == 0 ? low : low + (value_at(below + 1) - low) * rest;
}

double QuantileView::share_up_to(double value, bool strictly) const {
  if (values_.empty()) return 0;
  const auto first = [](const auto& entry) { return entry.first; };
  const auto at = strictly ? std::ranges::lower_bound(values_, value, {}, first)
                           : std::ranges::upper_bound(values_, value, {}, first);
  if (at == values_.begin()) return 0;
  return static_cast<double>(sums_[static_cast<std::size_t>(at - values_.begin()) - 1]) /
         static_cast<double>(sums_.back());
}

double QuantileView::median_distance(double centre) const {
  auto distances = values_;
  for (auto& entry : distances) entry.first = std::abs(entry.first - centre);
  std::ranges::sort(distances);
  return QuantileView(std::move(distances)).quantile(0.5);
}

}  // namespace aftercare::quality
