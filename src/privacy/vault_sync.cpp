// Of the vault: new keys become durable, many at once.

#include <tuple>

#include "privacy/vault.hpp"
#include "privacy/vault_state.hpp"

namespace aftercare::privacy {
namespace {

// Many are written as a run; each run costs a look for a person who is known (key_chunk.hpp), so
// they had better be large, in proportion to what is there. The fewest are written by whoever made
// them, so that the commit that waits for the last ones waits for few.
constexpr std::size_t kFewestKeys = 30'000;
constexpr std::size_t kMostKeys = 100'000;
// Fewer are rows of their own: those that come one by one would be no runs but crumbs.
constexpr std::size_t kFewestOfRun = 2'000;

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
  const auto all_durable = [this] {
    for (const auto& shard : shards) {
      const std::scoped_lock guard(shard->lock);
      shard->keys.made_durable();
    }
  };
  const bool as_run = made.keys.size() >= kFewestOfRun && std::ssize(runs) < kMostRuns &&
                      std::ranges::all_of(made.keys, [](const NewKeys::One& one) {
                        return one.name_size <= kLongestName;
                      });
  if (as_run) {
    if (auto written = write_run(made); !written) return written;
    synced.fetch_add(made.keys.size(), std::memory_order_relaxed);
    all_durable();
    return {};
  }
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
  all_durable();
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
