// Data keys in memory by the name of whom they belong to, and which of them are durable.
//
// A person new to the shop is looked for, not found and added: one flat table answers that with one
// look, where a map of nodes took several and an allocation. Bounded as Recent is, by two
// generations, but what is not yet durable is never dropped.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/secret.hpp"

namespace aftercare::privacy {

/// Keys that are not yet durable, with their names side by side. Wiped when they go.
struct NewKeys {
  struct One {
    std::size_t name_at = 0;
    std::size_t name_size = 0;
    DataKey key;
  };
  std::string names;
  std::vector<One> keys;

  std::string_view name_of(const One& one) const {
    return std::string_view(names).substr(one.name_at, one.name_size);
  }
};

/// Not safe between threads.
class PersonKeys {
 public:
  /// Keeps about so many durable keys.
  explicit PersonKeys(std::size_t capacity) : half_(capacity < 2 ? 1 : capacity / 2) {}

  /// Copies the key of this name into `key`; false if it is not remembered. `hash` is TextHash of
  /// the name, here and below.
  bool find(std::string_view name, std::size_t hash, DataKey& key);
  /// REQUIRES: the name is not remembered.
  void add_durable(std::string_view name, std::size_t hash, const DataKey& key);
  void add_new(std::string_view name, std::size_t hash, const DataKey& key);
  void erase(std::string_view name, std::size_t hash);

  /// Appends every key that is not yet durable.
  void take_new(NewKeys& to);
  /// All that take_new() gave last are durable now. REQUIRES: it gave all that were new then.
  void made_durable();

 private:
  enum class State : std::uint8_t { empty, gone, fresh, taken, durable };

  struct Slot {
    std::size_t name_at = 0;
    std::uint32_t name_size = 0;
    State state = State::empty;
    DataKey key;
  };

  // Open addressing, at most half full. Hashes lie apart from what they lead to: mostly somebody is
  // looked for who is not there. A vector that grows leaves wiped keys behind.
  struct Table {
    std::vector<std::size_t> hashes;  // 0: the slot is empty.
    std::vector<Slot> slots;
    std::string names;
    std::size_t used = 0;  // Slots that are not empty.

    Slot* find(std::string_view name, std::size_t hash);
    /// The empty slot where this hash goes.
    std::size_t place_for(std::size_t hash) const;
    void add(std::string_view name, std::size_t hash, State state, const DataKey& key);
    std::string_view name_of(const Slot& slot) const;
    void grow();
  };

  void add(std::string_view name, std::size_t hash, State state, const DataKey& key);
  void make_room();

  std::size_t half_;
  std::size_t full_ = half_;  // More where much of the old generation was not yet durable.
  Table young_;
  Table old_;
};

}  // namespace aftercare::privacy
