#include "insight/association/baskets.hpp"

#include <algorithm>

namespace aftercare::insight {

std::uint32_t BasketBuilder::number_of(Index& index, std::string_view name) {
  if (const auto found = index.find(name); found != index.end()) return found->second;
  const auto number =
      &index == &item_index_ ? static_cast<std::uint32_t>(index.size()) : baskets_++;
  if (&index == &item_index_) items_.emplace_back(name);
  index.emplace(std::string(name), number);
  return number;
}

void BasketBuilder::add(std::string_view basket, std::string_view item) {
  const std::uint64_t of = number_of(basket_index_, basket);
  pairs_.push_back(of << 32 | number_of(item_index_, item));
}

void BasketBuilder::add_whole(const std::vector<std::string_view>& items) {
  const std::uint64_t of = baskets_++;
  for (const auto item : items) pairs_.push_back(of << 32 | number_of(item_index_, item));
}

Baskets BasketBuilder::build() && {
  if (!std::is_sorted(pairs_.begin(), pairs_.end())) std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  Baskets baskets;
  baskets.items = std::move(items_);
  baskets.start.assign(baskets_ + std::size_t{1}, 0);
  baskets.content.reserve(pairs_.size());
  for (const auto pair : pairs_) {
    ++baskets.start[(pair >> 32) + 1];
    baskets.content.push_back(static_cast<std::uint32_t>(pair));
  }
  for (std::size_t i = 1; i < baskets.start.size(); ++i) baskets.start[i] += baskets.start[i - 1];
  return baskets;
}

}  // namespace aftercare::insight
