// The address of a place for backups, as people write it.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "pipeline/backup/s3_store.hpp"

namespace aftercare::pipeline {

/// Of "ssh://user@host:port/folder"; "sftp://" is the same. "/~/x" is below the home folder.
struct SshFolder {
  std::string user;  // Empty: as the SSH settings of the machine say.
  std::string host;
  std::uint16_t port = 0;  // 0: likewise.
  std::string folder;
};

using PlaceAddress = std::variant<std::filesystem::path, BucketName, SshFolder>;

/// What has no scheme is a folder, below `base` if it is relative. Fails (usage) on a scheme that
/// is not known, a bucket or host without a name, and a password in the address.
base::Result<PlaceAddress> place_address(std::string_view text, const std::filesystem::path& base);

}  // namespace aftercare::pipeline
