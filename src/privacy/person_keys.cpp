#include "privacy/person_keys.hpp"

#include <algorithm>
#include <utility>

namespace aftercare::privacy {

std::string_view PersonKeys::Table::name_of(const Slot& slot) const {
  return std::string_view(names).substr(slot.name_at, slot.name_size);
}

PersonKeys::Slot* PersonKeys::Table::find(std::string_view name, std::size_t hash) {
  if (slots.empty()) return nullptr;
  hash |= 1;
  const auto last = slots.size() - 1;
  for (auto at = hash >> 1 & last; hashes[at] != 0; at = (at + 1) & last) {
    auto& slot = slots[at];
    if (hashes[at] == hash && slot.state != State::gone && name_of(slot) == name) return &slot;
  }
  return nullptr;
}

std::size_t PersonKeys::Table::place_for(std::size_t hash) const {
  const auto last = slots.size() - 1;
  auto at = hash >> 1 & last;
  while (hashes[at] != 0) at = (at + 1) & last;
  return at;
}

void PersonKeys::Table::grow() {
  constexpr std::size_t fewest = 64;
  Table larger;
  larger.hashes.resize(std::max(fewest, slots.size() * 2));
  larger.slots.resize(larger.hashes.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (hashes[i] == 0 || slots[i].state == State::gone) continue;
    const auto at = larger.place_for(hashes[i]);
    larger.hashes[at] = hashes[i];
    larger.slots[at] = slots[i];
    ++larger.used;
  }
  hashes = std::move(larger.hashes);
  slots = std::move(larger.slots);
  used = larger.used;
}

void PersonKeys::Table::add(std::string_view name, std::size_t hash, State state,
                            const DataKey& key) {
  if ((used + 1) * 2 > slots.size()) grow();
  const auto at = place_for(hash | 1);
  hashes[at] = hash | 1;
  slots[at] = {names.size(), static_cast<std::uint32_t>(name.size()), state, key};
  names.append(name);
  ++used;
}

bool PersonKeys::find(std::string_view name, std::size_t hash, DataKey& key) {
  if (const auto* slot = young_.find(name, hash)) {
    key = slot->key;
    return true;
  }
  auto* slot = old_.find(name, hash);
  if (slot == nullptr) return false;
  key = slot->key;
  const auto state = std::exchange(slot->state, State::gone);
  slot->key = {};
  add(name, hash, state, key);
  return true;
}

void PersonKeys::add(std::string_view name, std::size_t hash, State state, const DataKey& key) {
  if (young_.used >= full_) make_room();
  young_.add(name, hash, state, key);
}

void PersonKeys::make_room() {
  Table next;
  for (std::size_t i = 0; i < old_.slots.size(); ++i)
    if (const auto& slot = old_.slots[i]; slot.state == State::fresh || slot.state == State::taken)
      next.add(old_.name_of(slot), old_.hashes[i], slot.state, slot.key);
  full_ = half_ + next.used;
  old_ = std::exchange(young_, std::move(next));
}

void PersonKeys::add_durable(std::string_view name, std::size_t hash, const DataKey& key) {
  add(name, hash, State::durable, key);
}

void PersonKeys::add_new(std::string_view name, std::size_t hash, const DataKey& key) {
  add(name, hash, State::fresh, key);
}

void PersonKeys::erase(std::string_view name, std::size_t hash) {
  for (auto* table : {&young_, &old_})
    if (auto* slot = table->find(name, hash)) {
      slot->state = State::gone;
      slot->key = {};
    }
}

void PersonKeys::take_new(NewKeys& to) {
  for (auto* table : {&young_, &old_})
    for (auto& slot : table->slots) {
      if (slot.state != State::fresh && slot.state != State::taken) continue;
      slot.state = State::taken;
      to.keys.push_back({to.names.size(), slot.name_size, slot.key});
      to.names.append(table->name_of(slot));
    }
}

void PersonKeys::made_durable() {
  for (auto* table : {&young_, &old_})
    for (auto& slot : table->slots)
      if (slot.state == State::taken) slot.state = State::durable;
}

}  // namespace aftercare::privacy
