// Reading a YAML definition, with errors that name file and line.

#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::base {

/// The parsed file. Fails (usage) with file and line if it cannot be read or parsed.
Result<YAML::Node> load_yaml(const std::filesystem::path& file);

/// "file.yaml:12": where a node stands, for messages.
std::string where(const std::filesystem::path& file, const YAML::Node& node);

/// What is wrong with a node (usage), file and line behind it.
tl::unexpected<Error> flaw(const std::filesystem::path& file, const YAML::Node& at,
                           const std::string& en, const std::string& zh);

/// A scalar's text, or `otherwise` when the key is absent or no scalar.
std::string text_or(const YAML::Node& map, std::string_view key, std::string_view otherwise);

}  // namespace aftercare::base
