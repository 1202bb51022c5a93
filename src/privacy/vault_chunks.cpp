// Of the vault: keys that are written together, see key_chunk.hpp.

#include <limits>
#include <map>

#include "privacy/vault.hpp"
#include "privacy/vault_state.hpp"

namespace aftercare::privacy {
namespace {

using base::Result;

std::string chunk_name(std::int64_t id) {
  return fmt::format("keys/{}", id);
}

base::Error damaged_chunk() {
  return {base::ErrorKind::usage,
          "keys are damaged in keys.sqlite; put it back from your key backup",
          "keys.sqlite 中有密钥已损坏；请从密钥备份中恢复"};
}

}  // namespace

Result<OpenChunk> Vault::State::open_chunk(const KeyStore::Chunk& chunk) const {
  const auto name = chunk_name(chunk.id);
  auto bytes = next ? unseal_with(next->data(), name, chunk.sealed) : std::nullopt;
  if (!bytes) bytes = unseal_with(wrapping.data(), name, chunk.sealed);
  if (!bytes) return tl::unexpected<base::Error>(damaged_chunk());
  return OpenChunk(std::move(*bytes));
}

void Vault::State::seal_chunk(const OpenChunk& open, const Secret& under,
                              KeyStore::Chunk& chunk) const {
  chunk.sealed.clear();
  seal_with(under.data(), chunk_name(chunk.id), open.bytes(), chunk.sealed);
}

Result<void> Vault::State::learn_runs() {
  std::int64_t from = 0;
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  // Backwards from the last: one look for each run.
  for (std::int64_t to = last;;) {
    const auto chunk = store.last_chunk(from, to);
    if (!chunk) return base::failure_of(chunk);
    if (!*chunk) break;
    const auto run = run_of((*chunk)->id);
    runs.push_back({run, nullptr});
    if (run == 0) break;
    to = chunk_id(run, 0) - 1;
  }
  std::ranges::reverse(runs);
  return {};
}

Result<void> Vault::State::learn_names_of_runs() {
  // How many each run has is known behind it.
  std::vector<std::size_t> names;
  std::int64_t of = -1;
  const auto keep = [&] {
    const auto run = std::ranges::find(runs, of, &Run::number);
    if (run == runs.end() || run->names) return;
    run->names = std::make_unique<PerhapsStored>(names.size());
    for (const auto hash : names) run->names->add(hash);
  };
  auto read = store.for_each_chunk([&](const KeyStore::Chunk& chunk) -> Result<void> {
    if (run_of(chunk.id) != of) {
      keep();
      names.clear();
      of = run_of(chunk.id);
    }
    const auto open = open_chunk(chunk);
    if (!open) return base::failure_of(open);
    open->each([&](std::string_view name, std::size_t, std::size_t) {
      const auto hash = TextHash{}(name);
      stored->add(hash);
      names.push_back(hash);
      return true;
    });
    return {};
  });
  if (read) keep();
  return read;
}

Result<bool> Vault::State::find_in_runs(std::string_view person, std::size_t hash, DataKey& key) {
  if (runs.empty()) return false;
  const auto place = place_of_name(person, places.data());
  for (const auto& run : runs) {
    if (run.names && !run.names->perhaps(hash)) continue;
    const auto chunk = store.last_chunk(chunk_id(run.number, 0), chunk_id(run.number, place));
    if (!chunk) return base::failure_of(chunk);
    if (*chunk) {
      const auto open = open_chunk(**chunk);
      if (!open) return base::failure_of(open);
      if (open->find(person, key)) return true;
    }
    if (!run.names) vain_lookups.fetch_add(1, std::memory_order_relaxed);
  }
  return false;
}

Result<void> Vault::State::write_run(const NewKeys& made) {
  struct Placed {
    std::int64_t place;
    std::size_t at;
  };
  std::vector<Placed> order;
  order.reserve(made.keys.size());
  for (const auto& one : made.keys)
    order.push_back({place_of_name(made.name_of(one), places.data()), order.size()});
  std::ranges::sort(order, {}, &Placed::place);
  const auto number = runs.empty() ? 0 : runs.back().number + 1;
  auto names = std::make_unique<PerhapsStored>(made.keys.size());
  std::vector<KeyStore::Chunk> chunks;
  chunks.reserve(order.size() / kKeysOfChunk + 1);
  OpenChunk open;
  constexpr std::size_t usual_size = 8192;
  open.reserve(usual_size);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (open.bytes().empty()) chunks.push_back({chunk_id(number, order[i].place), 0, {}});
    const auto& one = made.keys[order[i].at];
    const auto name = made.name_of(one);
    open.add(name, one.key);
    names->add(TextHash{}(name));
    ++chunks.back().keys;
    // Those of one place stay together: a look for it finds the last chunk that may begin with it.
    const bool more = i + 1 < order.size();
    if (more && (static_cast<std::size_t>(chunks.back().keys) < kKeysOfChunk ||
                 order[i + 1].place == order[i].place))
      continue;
    seal_chunk(open, next ? *next : wrapping, chunks.back());
    open.clear();
  }
  const std::scoped_lock guard(store_lock);
  if (auto added = store.add_chunks(chunks); !added) return added;
  if (stored_known.load(std::memory_order_relaxed))
    for (const auto& one : made.keys) stored->add(TextHash{}(made.name_of(one)));
  runs.push_back({number, std::move(names)});
  return {};
}

Result<std::vector<KeyStore::Chunk>> Vault::State::chunks_without(
    const std::vector<std::string>& names) {
  struct Changing {
    KeyStore::Chunk chunk;
    OpenChunk open;
    bool changed = false;
  };
  std::map<std::int64_t, Changing> changing;
  for (const auto& name : names) {
    const auto place = place_of_name(name, places.data());
    for (const auto& run : runs) {
      if (run.names && !run.names->perhaps(TextHash{}(name))) continue;
      auto chunk = store.last_chunk(chunk_id(run.number, 0), chunk_id(run.number, place));
      if (!chunk) return base::failure_of(chunk);
      if (!*chunk) continue;
      const auto id = (*chunk)->id;
      if (!changing.contains(id)) {
        auto open = open_chunk(**chunk);
        if (!open) return base::failure_of(open);
        changing.emplace(id, Changing{std::move(**chunk), std::move(*open)});
      }
      auto& one = changing.at(id);
      if (!one.open.remove(name)) continue;
      --one.chunk.keys;
      one.changed = true;
    }
  }
  std::vector<KeyStore::Chunk> left;
  for (auto& [id, one] : changing) {
    if (!one.changed) continue;
    seal_chunk(one.open, next ? *next : wrapping, one.chunk);
    left.push_back(std::move(one.chunk));
  }
  return left;
}

Result<void> Vault::State::wrap_chunk_anew(KeyStore::Chunk& chunk) const {
  if (auto known = unseal_with(next->data(), chunk_name(chunk.id), chunk.sealed)) {
    sodium_memzero(known->data(), known->size());
    return {};  // Made since it was begun.
  }
  const auto open = open_chunk(chunk);
  if (!open) return base::failure_of(open);
  seal_chunk(*open, *next, chunk);
  return {};
}

}  // namespace aftercare::privacy
