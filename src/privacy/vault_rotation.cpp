// A new wrapping key: everything wrapped under the old one is wrapped anew, in steps.
//
//   1 the new key (or where it comes from) lies beside the old one: workspace.key.next, source.next
//   2 keys.sqlite holds the root key under the new one, and how far the rewrapping has come; new
//     data keys are wrapped under the new one from here on
//   3 the root key changes over, the old forms are overwritten
//   4 the new files take the place of the old ones
//
// Killed before 3, the old key opens and the rotation goes on when asked for again; after 3, the
// next start finishes 4.

#include <fmt/format.h>
#include <sodium.h>

#include <cstring>
#include <filesystem>

#include "privacy/key_folder.hpp"
#include "privacy/vault.hpp"
#include "privacy/vault_state.hpp"

namespace aftercare::privacy {
namespace {

using base::Result;

constexpr std::size_t kKeysOfStep = 20'000;

bool is_there(const std::filesystem::path& path) {
  std::error_code none;
  return std::filesystem::exists(path, none);
}

Result<Secret> next_key(const KeyFolder& keys, const SourceSettings& next) {
  if (next.source != KeySource::file) return key_from(next, GivenAs::fresh_or_ordinary);
  return read_key(is_there(keys.next_key()) ? keys.next_key() : keys.workspace_key());
}

bool opens_root(const Secret& key, std::string_view wrapped) {
  auto bytes = unseal_with(key.data(), kRootName, wrapped);
  if (!bytes) return false;
  sodium_memzero(bytes->data(), bytes->size());
  return true;
}

// Step 4. May be repeated.
Result<void> switch_files(const KeyFolder& keys, const SourceSettings& next) {
  if (next.source == KeySource::file) {
    if (is_there(keys.next_key()))
      if (auto moved = replace_wiped(keys.next_key(), keys.workspace_key()); !moved) return moved;
    if (auto gone = wipe_file(keys.source()); !gone) return gone;
    return wipe_file(keys.next_source());
  }
  if (is_there(keys.next_source()))
    if (auto moved = replace_wiped(keys.next_source(), keys.source()); !moved) return moved;
  return wipe_file(keys.workspace_key());
}

}  // namespace

Result<WrappingKeys> wrapping_keys(const KeyFolder& keys, KeyStore& store) {
  const auto settings = read_source(keys.source());
  if (!settings) return base::failure_of(settings);
  const auto rotation = store.rotation();
  if (!rotation) return base::failure_of(rotation);
  const bool has_next = is_there(keys.next_source());
  auto now = settings->source == KeySource::file ? read_key(keys.workspace_key())
                                                 : key_from(*settings, GivenAs::ordinary);
  const bool opens = now && opens_root(*now, store.wrapped_root());
  if (!has_next) {
    if (!now) return base::failure_of(now);
    return WrappingKeys{std::move(*now), std::nullopt};
  }
  const auto next_settings = read_source(keys.next_source());
  if (!next_settings) return base::failure_of(next_settings);
  if (opens && !*rotation) {
    // It was never begun.
    for (const auto& left : {keys.next_key(), keys.next_source()})
      if (auto gone = wipe_file(left); !gone) return base::failure_of(gone);
    return WrappingKeys{std::move(*now), std::nullopt};
  }
  auto next = next_key(keys, *next_settings);
  if (opens) {
    if (!next) return base::failure_of(next);
    return WrappingKeys{std::move(*now), std::move(*next)};
  }
  if (next && !*rotation && opens_root(*next, store.wrapped_root())) {
    if (auto done = switch_files(keys, *next_settings); !done) return base::failure_of(done);
    return WrappingKeys{std::move(*next), std::nullopt};
  }
  if (!now) return base::failure_of(now);
  return WrappingKeys{std::move(*now), std::nullopt};  // Opens nothing: the caller says so.
}

Result<std::uint64_t> Vault::rotate(const RotationOptions& options) {
  const std::scoped_lock one_at_a_time(state_->rotation_lock);
  const auto after = [&options](std::string_view step) {
    if (options.after) options.after(step);
  };
  const KeyFolder& keys = state_->folder;
  SourceSettings settings;
  if (state_->next) {
    const auto known = read_source(keys.next_source());
    if (!known) return base::failure_of(known);
    settings = *known;
  } else {
    if (options.to == KeySource::passphrase) settings = fresh_passphrase();
    settings.source = options.to;
    Secret fresh;
    if (options.to == KeySource::file) {
      random_bytes(fresh.data(), kKeyBytes);
      if (auto written = write_durably(keys.next_key(), fresh.view()); !written)
        return base::failure_of(written);
    } else {
      auto given = key_from(settings, GivenAs::fresh);
      if (!given) return base::failure_of(given);
      fresh = std::move(*given);
    }
    if (auto written = write_source(keys.next_source(), settings); !written)
      return base::failure_of(written);
    after("written");
    // Nobody may be between wrapping keys and writing them.
    const std::scoped_lock nobody_writes(state_->sync_lock);
    const std::scoped_lock guard(state_->store_lock);
    auto bytes = unseal_with(state_->wrapping.data(), kRootName, state_->store.wrapped_root());
    if (!bytes) return base::failure(base::ErrorKind::internal, "the root key does not open");
    std::string wrapped;
    seal_with(fresh.data(), kRootName, *bytes, wrapped);
    sodium_memzero(bytes->data(), bytes->size());
    if (auto begun = state_->store.begin_rotation(wrapped); !begun) return base::failure_of(begun);
    state_->next.emplace(std::move(fresh));
  }
  after("begun");
  std::uint64_t rewrapped = 0;
  for (;;) {
    const std::scoped_lock guard(state_->store_lock);
    const auto step = state_->store.rewrap(
        kKeysOfStep, [this](std::string_view person, std::string_view old) -> Result<std::string> {
          const auto name = wrapping_name(person);
          if (auto known = unseal_with(state_->next->data(), name, old)) {
            sodium_memzero(known->data(), known->size());
            return std::string(old);  // Made since it was begun.
          }
          auto key = unseal_with(state_->wrapping.data(), name, old);
          if (!key) return tl::unexpected<base::Error>(damaged_key(person));
          std::string fresh;
          seal_with(state_->next->data(), name, *key, fresh);
          sodium_memzero(key->data(), key->size());
          return fresh;
        });
    if (!step) return base::failure_of(step);
    rewrapped += *step;
    after("step");
    if (*step == 0) break;
  }
  for (;;) {
    const std::scoped_lock guard(state_->store_lock);
    const auto step = state_->store.rewrap_chunks(
        kKeysOfStep / kKeysOfChunk,
        [this](KeyStore::Chunk& chunk) { return state_->wrap_chunk_anew(chunk); });
    if (!step) return base::failure_of(step);
    rewrapped += *step;
    after("step");
    if (*step == 0) break;
  }
  const std::scoped_lock nobody_writes(state_->sync_lock);
  const std::scoped_lock guard(state_->store_lock);
  if (auto ended = state_->store.end_rotation(); !ended) return base::failure_of(ended);
  state_->wrapping = std::move(*state_->next);
  state_->next.reset();
  after("committed");
  if (auto done = switch_files(keys, settings); !done) return base::failure_of(done);
  after("switched");
  return rewrapped;
}

}  // namespace aftercare::privacy
