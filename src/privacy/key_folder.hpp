// The folder of a workspace's keys: what lies in it and who may read it.

#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "privacy/secret.hpp"

namespace aftercare::privacy {

struct KeyFolder {
  std::filesystem::path folder;

  std::filesystem::path workspace_key() const { return folder / "workspace.key"; }
  std::filesystem::path data_keys() const { return folder / "keys.sqlite"; }
  /// Where the wrapping key comes from, if not from workspace.key (key_source.hpp).
  std::filesystem::path source() const { return folder / "source"; }
  // While keys are rotated.
  std::filesystem::path next_key() const { return folder / "workspace.key.next"; }
  std::filesystem::path next_source() const { return folder / "source.next"; }
};

/// Makes the folder (0700) if missing and refuses one that others can read.
base::Result<void> prepare_folder(const KeyFolder& keys);

/// Fails if others than the owner may read or write `path`.
base::Result<void> refuse_if_shared(const std::filesystem::path& path);

/// Writes the wrapping key (0600) durably. Never replaces one that is there.
base::Result<void> write_workspace_key(const KeyFolder& keys, const Secret& key);

/// Fails with one sentence if it is missing, readable for others, or not 32 bytes long.
base::Result<Secret> read_key(const std::filesystem::path& path);

/// Writes a file (0600) that is there whole or not at all, durably.
base::Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes);
/// Overwrites the file with zeroes and removes it; nothing if there is none.
base::Result<void> wipe_file(const std::filesystem::path& path);
/// `from` takes the place of `to`, which is overwritten with zeroes before.
base::Result<void> replace_wiped(const std::filesystem::path& from,
                                 const std::filesystem::path& to);

}  // namespace aftercare::privacy
