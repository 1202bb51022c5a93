// Of the vault: new keys become durable, many at once.

#include <tuple>

#include "privacy/vault.hpp"
#include "privacy/vault_state.hpp"

namespace aftercare::privacy {
namespace {

// New persons come in any order, so a sync touches nearly every page of the key file: it had better
// write many keys, in proportion to what is there. The most take about 15 MB; the fewest are
// written by whoever made them, so that the commit that waits for the last ones waits for few.
constexpr std::size_t kFewestKeys = 30'000;
constexpr std::size_t kMostKeys = 100'000;

// About the order of names in the file, in which adding them is cheap; told without reading a name
// twice: two signs of its kind, and what stands behind the "/".
struct NameOrder {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::size_t at = 0;

  NameOrder(std::string_view name, std::size_t place) : at(place) {
    const auto slash = name.find('/');
    const auto rest = slash == name.npos ? name : name.substr(slash + 1);
    const auto take = [](std::uint64_t& number, std::string_view text, std::size_t from,
                         std::size_t size) {
      for (std::size_t i = from; i < from + size; ++i)
        number = number << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    };
    take(first, name, 0, 2);
    take(first, rest, 0, 6);
    take(second, rest, 6, 8);
  }
  bool operator<(const NameOrder& other) const {
    return std::tie(first, second) < std::tie(other.first, other.second);
  }
};

}  // namespace

base::Result<void> Vault::State::write_new_keys() {
  NewKeys made;
  made.keys.reserve(pending.exchange(0, std::memory_order_relaxed) + kShards);
  for (const auto& shard : shards) {
    const std::scoped_lock guard(shard->lock);
    shard->keys.take_new(made);
  }
  if (made.keys.empty()) return {};
  std::vector<NameOrder> order;
  order.reserve(made.keys.size());
  for (const auto& one : made.keys) order.emplace_back(made.name_of(one), order.size());
  std::ranges::sort(order, std::less<>());
  constexpr std::size_t wrapped_size = kKeyBytes + kSealOverhead;
  const auto* const under = (next ? *next : wrapping).data();
  std::string wrapped;
  wrapped.reserve(made.keys.size() * wrapped_size);
  std::vector<KeyStore::Entry> entries;
  entries.reserve(made.keys.size());
  std::string name;
  for (const auto& [first, second, at] : order) {
    const auto& one = made.keys[at];
    const auto person = made.name_of(one);
    name.assign(kWrappingPrefix).append(person);
    const auto begin = wrapped.size();
    seal_with(under, name, {reinterpret_cast<const char*>(one.key.bytes.data()), kKeyBytes},
              wrapped);
    entries.push_back({person, std::string_view(wrapped.data() + begin, wrapped_size)});
  }
  {
    const std::scoped_lock guard(store_lock);
    if (const auto added = store.add(entries); !added) return added;
    synced.fetch_add(entries.size(), std::memory_order_relaxed);
    if (stored_known.load(std::memory_order_relaxed))
      for (const auto& entry : entries) stored->add(TextHash{}(entry.person));
  }
  for (const auto& shard : shards) {
    const std::scoped_lock guard(shard->lock);
    shard->keys.made_durable();
  }
  return {};
}

base::Result<void> Vault::sync() {
  const std::scoped_lock one_at_a_time(state_->sync_lock);
  return state_->write_new_keys();
}

base::Result<void> Vault::sync_if_many() {
  const auto many =
      std::clamp(state_->synced.load(std::memory_order_relaxed) / 2, kFewestKeys, kMostKeys);
  if (state_->pending.load(std::memory_order_relaxed) < many) return {};
  return sync();
}

}  // namespace aftercare::privacy
