// What a vault holds: keys in memory and the file of wrapped keys. Private to src/privacy.

#pragma once

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "privacy/key_chunk.hpp"
#include "privacy/key_folder.hpp"
#include "privacy/key_store.hpp"
#include "privacy/perhaps_stored.hpp"
#include "privacy/person_keys.hpp"
#include "privacy/recent.hpp"
#include "privacy/sealing.hpp"
#include "privacy/secret.hpp"
#include "privacy/vault.hpp"

namespace aftercare::privacy {

constexpr std::size_t kShards = 32;
constexpr std::size_t kKinds = 9;  // Members of records::PersonalKind.
constexpr std::string_view kRootName = "root";

// Wrapped data keys are bound to their person, and never mistaken for sealed data.
constexpr std::string_view kWrappingPrefix = "key/";

inline std::string wrapping_name(std::string_view person) {
  return std::string(kWrappingPrefix).append(person);
}

inline Secret sub_key(const Secret& root, std::uint64_t number, const char (&purpose)[9]) {
  Secret key;
  crypto_kdf_derive_from_key(key.data(), kKeyBytes, number, purpose, root.data());
  return key;
}

inline base::Error no_new_key(std::string_view person) {
  return {base::ErrorKind::internal,
          fmt::format("{} was erased: nothing is sealed for this person any more", person),
          fmt::format("{} 的数据已被抹除：不再为其保存任何内容", person)};
}

inline base::Error damaged_key(std::string_view person) {
  return {base::ErrorKind::usage,
          fmt::format("the key of {} is damaged in keys.sqlite; put it back from your key backup",
                      person),
          fmt::format("keys.sqlite 中 {} 的密钥已损坏；请从密钥备份中恢复", person)};
}

/// The wrapping key, and the one that takes its place while keys are rotated.
struct WrappingKeys {
  Secret now;
  std::optional<Secret> next;
};

/// Reads them from where they come from; finishes a rotation that only had its files left to
/// change over. Whether they open the root key is for the caller to see.
base::Result<WrappingKeys> wrapping_keys(const KeyFolder& keys, KeyStore& store);

struct Vault::State {
  // One part of the persons, so that threads seldom wait for each other.
  struct Shard {
    explicit Shard(std::size_t capacity) : keys(capacity) {}

    std::mutex lock;
    PersonKeys keys;
  };

  State(KeyFolder of, KeyStore opened, WrappingKeys keys, const Secret& root, VaultOptions chosen)
      : folder(std::move(of)),
        options(chosen),
        wrapping(std::move(keys.now)),
        next(std::move(keys.next)),
        content(sub_key(root, 1, "content_")),
        audit(sub_key(root, 1, "audit___")),
        backup(sub_key(root, 1, "backup__")),
        marking(sub_key(root, 1, "erased__")),
        signing(sub_key(root, 1, "receipt_")),
        places(sub_key(root, 1, "places__")),
        store(std::move(opened)) {
    for (std::size_t kind = 0; kind < kKinds; ++kind)
      tokens[kind] = sub_key(root, 1 + kind, "token___");
    for (auto& shard : shards) shard = std::make_unique<Shard>(options.cached_keys / kShards);
  }

  Shard& shard_of(std::size_t hash) { return *shards[(hash >> 40) % kShards]; }

  // Reads a person's key from the file into `key`; false if there is none.
  base::Result<bool> load(std::string_view person, std::size_t hash, DataKey& key) {
    const std::scoped_lock guard(store_lock);
    if (const auto found = find_in_runs(person, hash, key); !found || *found) return found;
    const auto wrapped = store.find(person);
    if (!wrapped) return base::failure_of(wrapped);
    if (!*wrapped) return false;
    const auto name = wrapping_name(person);
    auto bytes = next ? unseal_with(next->data(), name, **wrapped) : std::nullopt;
    if (!bytes) bytes = unseal_with(wrapping.data(), name, **wrapped);
    if (!bytes || bytes->size() != kKeyBytes)
      return tl::unexpected<base::Error>(damaged_key(person));
    std::memcpy(key.bytes.data(), bytes->data(), kKeyBytes);
    sodium_memzero(bytes->data(), bytes->size());
    return true;
  }

  // vault_chunks.cpp. REQUIRES: store_lock is held; for write_run sync_lock instead.
  base::Result<void> learn_runs();
  base::Result<void> learn_names_of_runs();
  base::Result<bool> find_in_runs(std::string_view person, std::size_t hash, DataKey& key);
  base::Result<OpenChunk> open_chunk(const KeyStore::Chunk& chunk) const;
  void seal_chunk(const OpenChunk& open, const Secret& under, KeyStore::Chunk& chunk) const;
  base::Result<void> write_run(const NewKeys& made);
  base::Result<std::vector<KeyStore::Chunk>> chunks_without(const std::vector<std::string>& names);
  base::Result<void> wrap_chunk_anew(KeyStore::Chunk& chunk) const;

  // Reads who has a key in the file, once enough lookups were in vain.
  base::Result<void> learn_stored() {
    const std::scoped_lock guard(store_lock);
    if (stored_known.load(std::memory_order_relaxed)) return {};
    stored = std::make_unique<PerhapsStored>();
    auto read =
        store.for_each_person([&](std::string_view each) { stored->add(TextHash{}(each)); });
    if (read) read = learn_names_of_runs();
    if (read) stored_known.store(true, std::memory_order_release);
    return read;
  }

  // As load(), without the lookup where it is known to be in vain.
  base::Result<bool> load_if_stored(std::string_view person, std::size_t hash, DataKey& key) {
    if (stored_known.load(std::memory_order_acquire)) {
      if (!stored->perhaps(hash)) return false;
    } else if (vain_lookups.load(std::memory_order_relaxed) >= vain_limit) {
      if (const auto learnt = learn_stored(); !learnt) return base::failure_of(learnt);
      return load_if_stored(person, hash, key);
    }
    auto loaded = load(person, hash, key);
    if (loaded && !*loaded) vain_lookups.fetch_add(1, std::memory_order_relaxed);
    return loaded;
  }

  // The person's key into `key`; false if there is none and none is to be made.
  base::Result<bool> key_of(std::string_view person, bool make, DataKey& key) {
    const auto hash = TextHash{}(person);
    auto& shard = shard_of(hash);
    const std::scoped_lock guard(shard.lock);
    if (shard.keys.find(person, hash, key)) return true;
    const auto loaded = load_if_stored(person, hash, key);
    if (!loaded) return loaded;
    if (*loaded) {
      shard.keys.add_durable(person, hash, key);
      return true;
    }
    if (!make) return false;
    if (is_erased(person)) return tl::unexpected<base::Error>(no_new_key(person));
    random_bytes(key.bytes.data(), kKeyBytes);
    shard.keys.add_new(person, hash, key);
    pending.fetch_add(1, std::memory_order_relaxed);
    return true;
  }

  // Writes the new keys. REQUIRES: sync_lock is held.
  base::Result<void> write_new_keys();

  std::string mark_of(std::string_view name) const {
    const auto digest = base::digest_of(name, marking.view());
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }

  bool is_erased(std::string_view name) const {
    if (!any_erased.load(std::memory_order_acquire)) return false;
    const std::scoped_lock guard(erased_lock);
    return erased.contains(mark_of(name));
  }

  void learn_erased(const std::vector<std::string>& marks) {
    if (marks.empty()) return;
    const std::scoped_lock guard(erased_lock);
    erased.insert(marks.begin(), marks.end());
    any_erased.store(true, std::memory_order_release);
  }

  KeyFolder folder;
  VaultOptions options;
  Secret wrapping;             // Changed under sync_lock and store_lock.
  std::optional<Secret> next;  // While keys are rotated: new keys are wrapped under it.
  Secret content;
  Secret audit;
  Secret backup;
  Secret marking;  // What erased names are known by.
  Secret signing;  // The seed of the key that signs.
  Secret places;   // Where keys stand in their runs.
  std::array<Secret, kKinds> tokens;
  std::array<std::unique_ptr<Shard>, kShards> shards;

  std::mutex rotation_lock;
  std::mutex sync_lock;  // Order of locks: rotation, sync, then one shard, then store.
  std::mutex store_lock;
  KeyStore store;

  // Keys that were written together.
  struct Run {
    std::int64_t number = 0;
    std::unique_ptr<PerhapsStored> names;  // Nothing as long as it was not read.
  };
  std::vector<Run> runs;  // Changed under sync_lock and store_lock.

  std::atomic<std::size_t> pending{0};  // About how many keys are not yet durable.
  std::atomic<std::size_t> synced{0};   // How many this process made durable.

  std::atomic<std::size_t> vain_lookups{0};
  std::size_t vain_limit = 0;             // After so many, reading the whole file has cost less.
  std::atomic<bool> stored_known{false};  // `stored` is made once and holds every stored person.
  std::unique_ptr<PerhapsStored> stored;

  mutable std::mutex erased_lock;  // Taken last.
  std::unordered_set<std::string> erased;
  std::atomic<bool> any_erased{false};
};

}  // namespace aftercare::privacy
