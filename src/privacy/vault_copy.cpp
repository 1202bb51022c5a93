// A copy of the keys, and the key that backups are sealed with.

#include "privacy/key_source.hpp"
#include "privacy/vault.hpp"
#include "privacy/vault_state.hpp"

namespace aftercare::privacy {

std::string_view Vault::backup_key() const {
  return state_->backup.view();
}

base::Result<void> Vault::copy_to(const std::filesystem::path& folder) {
  if (auto synced = sync(); !synced) return synced;
  const KeyFolder copy{folder};
  const std::scoped_lock guard(state_->sync_lock, state_->store_lock);
  if (state_->next)
    return base::failure(base::ErrorKind::usage,
                         "the keys are being rotated: finish it with 'aftercare keys rotate' first",
                         "密钥正在更换：请先用 aftercare keys rotate 完成");
  if (auto ready = prepare_folder(copy); !ready) return ready;
  if (auto copied = state_->store.copy_to(copy.data_keys()); !copied) return copied;
  const auto settings = read_source(state_->folder.source());
  if (!settings) return base::failure_of(settings);
  if (settings->source != KeySource::file) return write_source(copy.source(), *settings);
  return write_workspace_key(copy, state_->wrapping);
}

}  // namespace aftercare::privacy
