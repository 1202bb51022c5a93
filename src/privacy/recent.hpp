// A bounded memory of what was used lately.
//
// Two generations instead of a list in order of use: what is used moves into the young one;
// when that is full, it becomes the old one and the former old one is dropped. Cheap to
// use, never more than `capacity` entries, and what is used often stays.

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace aftercare::privacy {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

template <typename T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Not safe between threads.
template <typename T>
class Recent {
 public:
  explicit Recent(std::size_t capacity) : half_(capacity < 2 ? 1 : capacity / 2) {}

  /// nullptr if not remembered. Valid until the next call.
  const T* find(std::string_view key) {
    if (const auto at = young_.find(key); at != young_.end()) return &at->second;
    const auto at = old_.find(key);
    if (at == old_.end()) return nullptr;
    auto node = old_.extract(at);
    make_room();
    return &young_.insert(std::move(node)).position->second;
  }

  void put(typename TextMap<T>::node_type node) {
    make_room();
    young_.insert(std::move(node));
  }
  void put(std::string key, T value) {
    make_room();
    young_.insert_or_assign(std::move(key), std::move(value));
  }

  void erase(std::string_view key) {
    for (auto* generation : {&young_, &old_})
      if (const auto at = generation->find(key); at != generation->end()) generation->erase(at);
  }

  void clear() {
    young_.clear();
    old_.clear();
  }
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  void make_room() {
    if (young_.size() < half_) return;
    old_ = std::move(young_);
    young_ = {};
  }

  std::size_t half_;
  TextMap<T> young_;
  TextMap<T> old_;
};

}  // namespace aftercare::privacy
