// What aftercare.yaml says of backups. See docs/formats/backup.md.

#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "pipeline/backup/keep_rule.hpp"
#include "pipeline/source_setting.hpp"

namespace aftercare::pipeline {

struct BackupSetting {
  std::string place;  // Empty: the folder backups/ of the workspace.
  // Of a bucket.
  std::string endpoint, region, access_key, ca_file;
  SecretPlace secret_key;
  // Over SSH.
  std::string identity_file, known_hosts;

  std::chrono::milliseconds every{0};  // While the server runs; 0: only when asked for.
  KeepRule keep;
  std::uint32_t keep_key_copies_days = 0;  // So long a copy of the keys is meant to exist; 0: open.
};

/// The map below `backup:`. Fails (usage) with file and line on what is unknown, wrong, or a secret
/// in clear.
base::Result<BackupSetting> read_backup_setting(const std::filesystem::path& file,
                                                const YAML::Node& map);

}  // namespace aftercare::pipeline
