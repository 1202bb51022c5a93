#include "privacy/vault.hpp"

#include "privacy/vault_state.hpp"

namespace aftercare::privacy {
namespace {

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
  if (const auto learnt = state->learn_runs(); !learnt) return base::failure_of(learnt);
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

}  // namespace aftercare::privacy
