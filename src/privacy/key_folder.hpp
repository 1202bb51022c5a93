// The folder of a workspace's keys: what lies in it and who may read it.

#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "privacy/secret.hpp"

namespace aftercare::privacy {

struct KeyFolder {
  std::filesystem::path folder;

  std::filesystem::path workspace_key() const { return folder / "workspace.key"; }
  std::filesystem::path data_keys() const { return folder / "keys.sqlite"; }
};

/// Makes the folder (0700) if missing and refuses one that others can read.
base::Result<void> prepare_folder(const KeyFolder& keys);

/// Fails if others than the owner may read or write `path`.
base::Result<void> refuse_if_shared(const std::filesystem::path& path);

/// Writes the wrapping key (0600) durably. Never replaces one that is there.
base::Result<void> write_workspace_key(const KeyFolder& keys, const Secret& key);

/// Fails with one sentence if it is missing, readable for others, or not 32 bytes long.
base::Result<Secret> read_workspace_key(const KeyFolder& keys);

}  // namespace aftercare::privacy
