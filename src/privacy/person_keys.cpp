#include "privacy/person_keys.hpp"

#include <algorithm>
#include <utility>

namespace aftercare::privacy {

std::string_view PersonKeys::Table::name_of(const Slot& slot) const {
  return std::string_view(names).substr(slot.name_at, slot.name_size);
}

PersonKeys::Slot* PersonKeys::Table::find(std::string_view name, std::size_t hash) {
  if (slots.empty()) return nullptr;
  const auto last = slots.size() - 1;
  for (auto at = hash & last; slots[at].state != State::empty; at = (at + 1) & last) {
    auto& slot = slots[at];
    if (slot.hash == hash && slot.state != State::gone && name_of(slot) == name) return &slot;
  }
  return nullptr;
}

void PersonKeys::Table::grow() {
  constexpr std::size_t fewest = 64;
  std::vector<Slot> larger(std::max(fewest, slots.size() * 2));
  const auto last = larger.size() - 1;
  used = 0;
  for (const auto& slot : slots) {
    if (slot.state == State::empty || slot.state == State::gone) continue;
    auto at = slot.hash & last;
    while (larger[at].state != State::empty) at = (at + 1) & last;
    larger[at] = slot;
    ++used;
  }
  slots = std::move(larger);
}

void PersonKeys::Table::add(std::string_view name, std::size_t hash, State state,
                            const DataKey& key) {
  if ((used + 1) * 3 > slots.size() * 2) grow();
  const auto last = slots.size() - 1;
  auto at = hash & last;
  while (slots[at].state != State::empty) at = (at + 1) & last;
  slots[at] = {hash, names.size(), static_cast<std::uint32_t>(name.size()), state, key};
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
  for (const auto& slot : old_.slots)
    if (slot.state == State::fresh || slot.state == State::taken)
      next.add(old_.name_of(slot), slot.hash, slot.state, slot.key);
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
