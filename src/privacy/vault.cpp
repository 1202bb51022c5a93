#include "privacy/vault.hpp"

#include "privacy/vault_state.hpp"

namespace aftercare::privacy {
namespace {

// New persons come in any order, so a sync touches nearly every page of the key file: it had better
// write many keys, in proportion to what is there. The most take about 15 MB; the fewest are
// written by whoever made them, so that the commit that waits for the last ones waits for few.
constexpr std::size_t kFewestKeys = 10'000;
constexpr std::size_t kMostKeys = 100'000;
constexpr char kClearVersion = 0;  // Instead of a seal when sealing is switched off.

base::Error lost_key(std::string_view person) {
  return {base::ErrorKind::usage,
          fmt::format("there is no key for {}: the person was erased, or keys.sqlite is an older "
                      "copy than the data",
                      person),
          fmt::format("没有 {} 的密钥：此人的数据已被抹除，或 keys.sqlite 比数据旧", person)};
}

base::Error foreign_keys(const std::filesystem::path& folder) {
  return {
      base::ErrorKind::usage,
      fmt::format("the workspace key does not open keys.sqlite: {}; both must come from the "
                  "same backup",
                  folder.string()),
      fmt::format("工作区密钥与 keys.sqlite 不匹配：{}；两者必须来自同一备份", folder.string())};
}

}  // namespace

struct Vault::State {
  // One part of the persons, so that threads seldom wait for each other.
  struct Shard {
    explicit Shard(std::size_t capacity) : stored(capacity) {}

    std::mutex lock;
    Recent<DataKey> stored;    // Durable: may be dropped and read again.
    TextMap<DataKey> pending;  // Not yet durable: dropped only by sync().
    TextMap<DataKey> written;  // Those that sync() is writing: it alone changes them.
  };

  State(KeyStore opened, Secret wrapping_key, const Secret& root, VaultOptions chosen)
      : options(chosen),
        wrapping(std::move(wrapping_key)),
        content(sub_key(root, 1, "content_")),
        audit(sub_key(root, 1, "audit___")),
        backup(sub_key(root, 1, "backup__")),
        marking(sub_key(root, 1, "erased__")),
        signing(sub_key(root, 1, "receipt_")),
        store(std::move(opened)) {
    for (std::size_t kind = 0; kind < kKinds; ++kind)
      tokens[kind] = sub_key(root, 1 + kind, "token___");
    for (auto& shard : shards) shard = std::make_unique<Shard>(options.cached_keys / kShards);
  }

  Shard& shard_of(std::string_view person) { return *shards[(TextHash{}(person) >> 7) % kShards]; }

  // Reads a person's key from the file into `key`; false if there is none.
  base::Result<bool> load(std::string_view person, DataKey& key) {
    const std::scoped_lock guard(store_lock);
    const auto wrapped = store.find(person);
    if (!wrapped) return base::failure_of(wrapped);
    if (!*wrapped) return false;
    auto bytes = unseal_with(wrapping.data(), wrapping_name(person), **wrapped);
    if (!bytes || bytes->size() != kKeyBytes)
      return base::failure(
          base::ErrorKind::usage,
          fmt::format("the key of {} is damaged in keys.sqlite; put it back from your key backup",
                      person),
          fmt::format("keys.sqlite 中 {} 的密钥已损坏；请从密钥备份中恢复", person));
    std::memcpy(key.bytes.data(), bytes->data(), kKeyBytes);
    sodium_memzero(bytes->data(), bytes->size());
    return true;
  }

  // Reads who has a key in the file, once enough lookups were in vain.
  base::Result<void> learn_stored() {
    const std::scoped_lock guard(store_lock);
    if (stored_known.load(std::memory_order_relaxed)) return {};
    stored = std::make_unique<PerhapsStored>();
    const auto read = store.for_each_person([&](std::string_view each) { stored->add(each); });
    if (read) stored_known.store(true, std::memory_order_release);
    return read;
  }

  // As load(), without the lookup where it is known to be in vain.
  base::Result<bool> load_if_stored(std::string_view person, DataKey& key) {
    if (stored_known.load(std::memory_order_acquire)) {
      if (!stored->perhaps(person)) return false;
    } else if (vain_lookups.load(std::memory_order_relaxed) >= vain_limit) {
      if (const auto learnt = learn_stored(); !learnt) return base::failure_of(learnt);
      return load_if_stored(person, key);
    }
    auto loaded = load(person, key);
    if (loaded && !*loaded) vain_lookups.fetch_add(1, std::memory_order_relaxed);
    return loaded;
  }

  // The person's key into `key`; false if there is none and none is to be made.
  base::Result<bool> key_of(std::string_view person, bool make, DataKey& key) {
    auto& shard = shard_of(person);
    const std::scoped_lock guard(shard.lock);
    if (const auto* known = shard.stored.find(person)) {
      key = *known;
      return true;
    }
    for (const auto* made : {&shard.pending, &shard.written})
      if (const auto at = made->find(person); at != made->end()) {
        key = at->second;
        return true;
      }
    const auto loaded = load_if_stored(person, key);
    if (!loaded) return loaded;
    if (*loaded) {
      shard.stored.put(std::string(person), key);
      return true;
    }
    if (!make) return false;
    if (is_erased(person)) return tl::unexpected<base::Error>(no_new_key(person));
    random_bytes(key.bytes.data(), kKeyBytes);
    shard.pending.emplace(std::string(person), key);
    pending.fetch_add(1, std::memory_order_relaxed);
    return true;
  }

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

  VaultOptions options;
  Secret wrapping;
  Secret content;
  Secret audit;
  Secret backup;
  Secret marking;  // What erased names are known by.
  Secret signing;  // The seed of the key that signs.
  std::array<Secret, kKinds> tokens;
  std::array<std::unique_ptr<Shard>, kShards> shards;

  std::mutex sync_lock;  // Order of locks: sync, then one shard, then store.
  std::mutex store_lock;
  KeyStore store;

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

Vault::Vault(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vault::~Vault() = default;

base::Result<std::unique_ptr<Vault>> Vault::create(const std::filesystem::path& folder,
                                                   VaultOptions options) {
  const KeyFolder keys{folder};
  if (const auto ready = prepare_folder(keys); !ready) return base::failure_of(ready);
  std::error_code ignored;
  if (std::filesystem::exists(keys.workspace_key(), ignored))
    return base::failure(base::ErrorKind::usage,
                         fmt::format("there are keys already: {}", folder.string()),
                         fmt::format("密钥已存在：{}", folder.string()));
  if (std::filesystem::exists(keys.data_keys(), ignored)) {
    // Either an earlier create was cut short, or somebody lost the workspace key.
    auto left = KeyStore::open(keys.data_keys());
    const auto count = left ? left->count() : base::Result<std::uint64_t>(0);
    if (!count) return base::failure_of(count);
    if (*count > 0)
      return base::failure(
          base::ErrorKind::usage,
          fmt::format("keys.sqlite holds {} keys but its workspace.key is missing: {}; put it back "
                      "from your key backup",
                      *count, folder.string()),
          fmt::format("keys.sqlite 中有 {} 个密钥，但缺少 workspace.key：{}；请从密钥备份中恢复",
                      *count, folder.string()));
    left = base::failure("");
    for (const auto* const end : {"", "-wal", "-journal"})
      std::filesystem::remove(keys.data_keys().string() + end, ignored);
  }
  Secret wrapping;
  Secret root;
  random_bytes(wrapping.data(), kKeyBytes);
  random_bytes(root.data(), kKeyBytes);
  std::string wrapped;
  seal_with(wrapping.data(), kRootName, root.view(), wrapped);
  if (const auto made = KeyStore::create(keys.data_keys(), wrapped); !made)
    return base::failure_of(made);
  if (const auto written = write_workspace_key(keys, wrapping); !written)
    return base::failure_of(written);
  return open(folder, options);
}

base::Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& folder,
                                                 VaultOptions options) {
  const KeyFolder keys{folder};
  // Told before the bigger file is looked at.
  if (const auto there = wrapping_key_is_there(keys); !there) return base::failure_of(there);
  if (const auto safe = refuse_if_shared(folder); !safe) return base::failure_of(safe);
  auto store = KeyStore::open(keys.data_keys());
  if (!store) return base::failure_of(store);
  auto wrapping = wrapping_keys(keys, *store);
  if (!wrapping) return base::failure_of(wrapping);
  auto bytes = unseal_with(wrapping->now.data(), kRootName, store->wrapped_root());
  if (!bytes || bytes->size() != kKeyBytes)
    return tl::unexpected<base::Error>(foreign_keys(folder));
  Secret root;
  std::memcpy(root.data(), bytes->data(), kKeyBytes);
  sodium_memzero(bytes->data(), bytes->size());
  const auto pages = store->pages();
  if (!pages) return base::failure_of(pages);
  auto state =
      std::make_unique<State>(keys, std::move(*store), std::move(*wrapping), root, options);
  constexpr std::uint64_t most_lookups = 2000;
  state->vain_limit = std::min(*pages, most_lookups);
  std::vector<std::string> marks;
  const auto read =
      state->store.for_each_erased([&marks](std::string_view mark) { marks.emplace_back(mark); });
  if (!read) return base::failure_of(read);
  state->learn_erased(marks);
  return std::unique_ptr<Vault>(new Vault(std::move(state)));
}

bool Vault::seals() const {
  return state_->options.seal;
}

base::Result<void> Vault::seal_into(std::string_view person, std::string_view clear,
                                    std::string& to) {
  to.clear();
  if (!state_->options.seal) {
    to.push_back(kClearVersion);
    to.append(clear);
    return {};
  }
  DataKey key;
  if (const auto got = state_->key_of(person, true, key); !got) return base::failure_of(got);
  seal_with(key.bytes.data(), person, clear, to);
  return {};
}

base::Result<std::string> Vault::seal(std::string_view person, std::string_view clear) {
  std::string sealed;
  if (const auto done = seal_into(person, clear, sealed); !done) return base::failure_of(done);
  return sealed;
}

base::Result<std::string> Vault::unseal(std::string_view person, std::string_view sealed) {
  if (!state_->options.seal && sealed.starts_with(kClearVersion))
    return std::string(sealed.substr(1));
  DataKey key;
  const auto got = state_->key_of(person, false, key);
  if (!got) return base::failure_of(got);
  if (!*got) return tl::unexpected<base::Error>(lost_key(person));
  if (auto clear = unseal_with(key.bytes.data(), person, sealed)) return std::move(*clear);
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("a sealed original does not open: it was changed, or not sealed for {}", person),
      fmt::format("封存的原文无法打开：内容被改动，或不属于 {}", person));
}

base::Result<bool> Vault::knows(std::string_view person) {
  DataKey key;
  return state_->key_of(person, false, key);
}

std::string Vault::token(records::PersonalKind kind, std::string_view normalised) const {
  const auto& key = state_->tokens[static_cast<std::size_t>(kind)];
  base::Digest digest;
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(normalised.data()), normalised.size(),
                     key.data(), kKeyBytes);
  return base::to_hex(digest);
}

std::string_view Vault::content_key() const {
  return state_->content.view();
}

std::string_view Vault::backup_key() const {
  return state_->backup.view();
}

base::Result<void> Vault::copy_to(const std::filesystem::path& folder) {
  if (auto synced = sync(); !synced) return synced;
  const KeyFolder copy{folder};
  if (auto ready = prepare_folder(copy); !ready) return ready;
  const std::scoped_lock guard(state_->store_lock);
  if (auto copied = state_->store.copy_to(copy.data_keys()); !copied) return copied;
  return write_workspace_key(copy, state_->wrapping);
}

std::string_view Vault::audit_key() const {
  return state_->audit.view();
}

base::Result<std::optional<records::AuditEnd>> Vault::audit_end() {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.audit_end();
}

base::Result<void> Vault::remember_audit_end(const records::AuditEnd& end) {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.remember_audit_end(end);
}

std::string Vault::replacement_id() const {
  std::array<std::uint8_t, 8> random{};
  random_bytes(random.data(), random.size());
  std::string id = "erased-";
  for (const auto byte : random) id += fmt::format("{:02x}", byte);
  return id;
}

base::Result<std::int64_t> Vault::begin_erasure(const ErasureIntent& intent) {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.begin_erasure(intent);
}

base::Result<std::vector<ErasureIntent>> Vault::open_erasures() {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.open_erasures();
}

base::Result<void> Vault::destroy(const std::vector<std::string>& names) {
  // Keys that are only in memory would be written by the next sync().
  if (auto synced = sync(); !synced) return synced;
  std::vector<std::string> marks;
  for (const auto& name : names) marks.push_back(state_->mark_of(name));
  state_->learn_erased(marks);
  for (const auto& name : names) {
    auto& shard = state_->shard_of(name);
    const std::scoped_lock guard(shard.lock);
    shard.stored.erase(name);
    for (auto* made : {&shard.pending, &shard.written})
      if (const auto at = made->find(name); at != made->end()) made->erase(at);
  }
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.destroy(names, marks);
}

base::Result<void> Vault::end_erasure(std::int64_t number) {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.end_erasure(number);
}

bool Vault::erased(std::string_view name) const {
  return state_->is_erased(name);
}

bool Vault::any_erased() const {
  return state_->any_erased.load(std::memory_order_acquire);
}

namespace {

using SigningKey = std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES>;
using PublicKey = std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES>;

std::string hex_digits(const std::uint8_t* bytes, std::size_t size) {
  std::string digits(size * 2 + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), bytes, size);
  digits.pop_back();
  return digits;
}

template <std::size_t kSize>
bool from_hex_digits(std::string_view digits, std::array<std::uint8_t, kSize>& bytes) {
  std::size_t size = 0;
  return digits.size() == kSize * 2 &&
         sodium_hex2bin(bytes.data(), kSize, digits.data(), digits.size(), nullptr, &size,
                        nullptr) == 0 &&
         size == kSize;
}

}  // namespace

std::string Vault::sign(std::string_view text) const {
  PublicKey open{};
  SigningKey secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), state_->signing.data());
  std::array<std::uint8_t, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       secret.data());
  sodium_memzero(secret.data(), secret.size());
  return hex_digits(signature.data(), signature.size());
}

std::string Vault::public_key() const {
  PublicKey open{};
  SigningKey secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), state_->signing.data());
  sodium_memzero(secret.data(), secret.size());
  return hex_digits(open.data(), open.size());
}

bool Vault::verify(std::string_view text, std::string_view signature, std::string_view public_key) {
  if (sodium_init() < 0) return false;
  std::array<std::uint8_t, crypto_sign_BYTES> signed_by{};
  PublicKey open{};
  return from_hex_digits(signature, signed_by) && from_hex_digits(public_key, open) &&
         crypto_sign_verify_detached(signed_by.data(),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size(), open.data()) == 0;
}

base::Result<void> Vault::sync_if_many() {
  const auto many =
      std::clamp(state_->synced.load(std::memory_order_relaxed) / 4, kFewestKeys, kMostKeys);
  if (state_->pending.load(std::memory_order_relaxed) < many) return {};
  return sync();
}

base::Result<void> Vault::sync() {
  const std::scoped_lock one_at_a_time(state_->sync_lock);
  // What an earlier sync failed to write is still in `written`.
  struct New {
    const std::string* person;
    const DataKey* key;
  };
  std::vector<New> made;
  for (const auto& shard : state_->shards) {
    const std::scoped_lock guard(shard->lock);
    if (shard->written.empty())
      shard->written.swap(shard->pending);
    else
      shard->written.merge(shard->pending);
    for (const auto& [person, key] : shard->written) made.push_back({&person, &key});
  }
  if (made.empty()) return {};
  state_->pending.store(0, std::memory_order_relaxed);
  // Appending is cheaper in order.
  std::ranges::sort(made, [](const New& a, const New& b) { return *a.person < *b.person; });
  constexpr std::size_t wrapped_size = kKeyBytes + kSealOverhead;
  std::string wrapped;
  wrapped.reserve(made.size() * wrapped_size);
  std::vector<KeyStore::Entry> entries;
  entries.reserve(made.size());
  std::string name;
  for (const auto& [person, key] : made) {
    name.assign(kWrappingPrefix);
    name += *person;
    const auto at = wrapped.size();
    seal_with((state_->next ? *state_->next : state_->wrapping).data(), name,
              {reinterpret_cast<const char*>(key->bytes.data()), kKeyBytes}, wrapped);
    entries.push_back({*person, std::string_view(wrapped.data() + at, wrapped_size)});
  }
  {
    const std::scoped_lock guard(state_->store_lock);
    if (const auto added = state_->store.add(entries); !added) return added;
    state_->synced.fetch_add(entries.size(), std::memory_order_relaxed);
    if (state_->stored_known.load(std::memory_order_relaxed))
      for (const auto& entry : entries) state_->stored->add(entry.person);
  }
  for (const auto& shard : state_->shards) {
    const std::scoped_lock guard(shard->lock);
    while (!shard->written.empty())
      shard->stored.put(shard->written.extract(shard->written.begin()));
  }
  return {};
}

}  // namespace aftercare::privacy
