// Baskets: what stood together in one order, one case, one customer's year.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::insight {

struct Baskets {
  std::vector<std::string> items;       // Names; an item is its place here.
  std::vector<std::uint64_t> start{0};  // Basket i is content[start[i], start[i + 1]).
  std::vector<std::uint32_t> content;   // Ascending within a basket, each once.

  std::size_t size() const { return start.size() - 1; }
};

/// Gathers baskets from rows (basket, item) in any order, or one after the other.
class BasketBuilder {
 public:
  /// An item of the basket of this name. An item that stands twice counts once.
  void add(std::string_view basket, std::string_view item);
  /// A whole basket that has no name; it counts even when empty.
  void add_whole(const std::vector<std::string_view>& items);
  Baskets build() &&;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Index = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;
  std::uint32_t number_of(Index& index, std::string_view name);

  Index item_index_, basket_index_;
  std::vector<std::string> items_;
  std::vector<std::uint64_t> pairs_;  // Basket and item in one number, to sort.
  std::uint32_t baskets_ = 0;
};

}  // namespace aftercare::insight
