// What aftercare.yaml says of retention: whether and when it runs by itself. See
// docs/formats/privacy.md.

#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <filesystem>

#include "base/result.hpp"

namespace aftercare::pipeline {

struct RetentionSetting {
  std::chrono::milliseconds every{0};  // While the server runs; 0: only when asked for.
  bool with_run = false;               // At the end of each main job, too.
};

/// The map below `retention:`. Fails (usage) with file and line on what is unknown or wrong.
base::Result<RetentionSetting> read_retention_setting(const std::filesystem::path& file,
                                                      const YAML::Node& map);

}  // namespace aftercare::pipeline
