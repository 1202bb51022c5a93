// A declared source: what aftercare.yaml says of one. See docs/formats/sources.md.

#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "intake/sql/sql_source.hpp"

namespace aftercare::pipeline {

/// Where a password is; it never stands in the settings itself.
struct SecretPlace {
  std::string environment;  // Name of a variable.
  std::string file;         // Relative to the workspace; only its owner may read it.
};

/// Files: one, those of a folder, or a pattern.
struct FilesSetting {
  std::vector<std::string> transcribe;  // A program that makes a transcript of "{file}".
  std::string file_name;                // What names tell: intake/file_name_facts.hpp.
};

struct SqlSetting {
  intake::SqlSource what;
  SecretPlace password;
  std::chrono::milliseconds every{0};  // While the server runs it is read so often; 0: not.
};

/// A folder in which others put files while the server runs.
struct WatchSetting {
  enum class Done : std::uint8_t { keep, move, remove };
  std::chrono::milliseconds settle{2000};  // So long a file must not have changed.
  Done done = Done::keep;                  // What becomes of a file that was stored.
};

/// Rows that others send over HTTP.
struct PushSetting {};

struct KafkaSetting {
  enum class Values : std::uint8_t { json, csv };
  std::string brokers;
  std::vector<std::string> topics;
  std::string group;
  Values values = Values::json;
  std::vector<std::string> columns;  // Of CSV lines.
  std::string security = "plaintext";
  std::string mechanism = "PLAIN";
  std::string user;
  SecretPlace password;
  std::string ca_file;
  std::string certificate_file;  // Of ours, where the brokers ask for one; with its key.
  std::string key_file;
  SecretPlace key_password;
  std::vector<std::pair<std::string, std::string>> options;  // librdkafka's own, as they stand.
  std::uint32_t consumers = 1;           // Members of the group that this server is.
  std::uint32_t batch = 5000;            // Most messages of a commit.
  std::chrono::milliseconds wait{1000};  // A commit gathers for no longer.
};

struct SourceSetting {
  std::string name;
  std::string path;     // Of files; relative to the workspace, or absolute. '*' matches within a
                        // file name.
  std::string mapping;  // Empty: recognised by its columns.
  std::optional<double> repair_threshold = {};  // Nothing: the workspace's.
  std::variant<FilesSetting, SqlSetting, WatchSetting, PushSetting, KafkaSetting> kind = {};

  template <typename Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&kind);
  }
};

/// "files", "postgres", "mysql", "watch", "push", "kafka".
std::string_view kind_of(const SourceSetting& source);

/// The list below `sources:`. Fails (usage) with file and line on what no source of its kind has,
/// what is missing or wrong, a password in clear, and two sources of one name where names matter.
base::Result<std::vector<SourceSetting>> read_sources(const std::filesystem::path& file,
                                                      const YAML::Node& list);

/// The password, without the end of its line; empty if no place was given. Fails (usage) naming
/// the variable that is not set, or the file that is missing or that others may read too.
base::Result<std::string> read_secret(const SecretPlace& place,
                                      const std::filesystem::path& workspace);

}  // namespace aftercare::pipeline
