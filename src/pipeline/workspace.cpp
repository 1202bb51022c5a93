#include "pipeline/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>

#include "base/yaml_file.hpp"
#include "privacy/vault.hpp"
#include "records/moment.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettingsFile = "aftercare.yaml";

tl::unexpected<base::Error> wrong(const fs::path& file, const YAML::Node& node, std::string_view en,
                                  std::string_view zh) {
  const auto at = base::where(file, node);
  return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
}

// wrong_value: the same, with the value that stands there.
tl::unexpected<base::Error> wrong_value(const fs::path& file, const YAML::Node& node,
                                        std::string_view en, std::string_view zh) {
  if (!node.IsScalar()) return wrong(file, node, en, zh);
  return wrong(file, node, fmt::format("{}: '{}'", en, node.Scalar()),
               fmt::format("{}：“{}”", zh, node.Scalar()));
}

// A scalar as T; keeps `value` when the key is absent, false when it is not a T.
template <typename T>
bool read_setting(const YAML::Node& map, const char* key, T& value) {
  const auto node = map[key];
  if (!node) return true;
  try {
    value = node.as<T>();
    return true;
  } catch (const YAML::Exception&) {
    return false;
  }
}

base::Result<Settings> settings_from(const fs::path& file) {
  const auto loaded = base::load_yaml(file);
  if (!loaded) return base::failure_of(loaded);
  const auto& root = *loaded;
  if (!root.IsMap()) return wrong(file, root, "the settings are no map", "设置不是键值结构");
  static const std::set<std::string> known = {"name",          "zone",
                                              "language",      "engine",
                                              "memory_mb",     "threads",
                                              "sources",       "allowed_rejected_share",
                                              "own_addresses", "upload_limit_mb",
                                              "backup",        "ocr",
                                              "retention",     "repair_threshold"};
  for (const auto& entry : root)
    if (!known.contains(entry.first.Scalar()))
      return wrong(file, entry.first, fmt::format("unknown setting '{}'", entry.first.Scalar()),
                   fmt::format("未知的设置“{}”", entry.first.Scalar()));
  Settings settings;
  for (const char* key : {"name", "zone", "language"}) {
    auto& value = *key == 'n' ? settings.name : *key == 'z' ? settings.zone : settings.language;
    if (!read_setting(root, key, value))
      return wrong(file, root[key], fmt::format("'{}' is no text", key),
                   fmt::format("“{}”不是文本", key));
  }
  if (!read_setting(root, "memory_mb", settings.memory_mb) || settings.memory_mb < 128)
    return wrong_value(file, root["memory_mb"], "'memory_mb' is no number of at least 128",
                       "“memory_mb”不是不小于 128 的数");
  if (!read_setting(root, "threads", settings.threads) || settings.threads > 256)
    return wrong_value(file, root["threads"], "'threads' is no number from 0 to 256",
                       "“threads”不是 0 到 256 的数");
  if (!read_setting(root, "allowed_rejected_share", settings.allowed_rejected_share) ||
      !(settings.allowed_rejected_share >= 0 && settings.allowed_rejected_share <= 1))
    return wrong_value(file, root["allowed_rejected_share"],
                       "'allowed_rejected_share' is no number from 0 to 1",
                       "“allowed_rejected_share”不是 0 到 1 的数");
  if (!read_setting(root, "repair_threshold", settings.repair_threshold) ||
      !(settings.repair_threshold >= 0 && settings.repair_threshold <= 1))
    return wrong_value(file, root["repair_threshold"],
                       "'repair_threshold' is no number from 0 to 1",
                       "“repair_threshold”不是 0 到 1 的数");
  if (!read_setting(root, "upload_limit_mb", settings.upload_limit_mb) ||
      settings.upload_limit_mb < 1 || settings.upload_limit_mb > 1'000'000)
    return wrong_value(file, root["upload_limit_mb"],
                       "'upload_limit_mb' is no number from 1 to 1000000",
                       "“upload_limit_mb”不是 1 到 1000000 的数");
  if (const auto zone = records::Zone::named(settings.zone); !zone)
    return wrong(file, root["zone"], zone.error().message, zone.error().message_zh);
  if (settings.language != "zh" && settings.language != "en")
    return wrong_value(file, root["language"], "'language' is neither zh nor en",
                       "“language”既不是 zh 也不是 en");
  if (const auto engine = base::text_or(root, "engine", "duckdb"); engine != "duckdb")
    return wrong(file, root["engine"], fmt::format("unknown engine '{}'", engine),
                 fmt::format("未知的引擎“{}”", engine));
  if (!read_setting(root, "own_addresses", settings.own_addresses))
    return wrong(file, root["own_addresses"], "'own_addresses' is no list of addresses and domains",
                 "“own_addresses”不是地址和域名的列表");
  if (!read_setting(root, "ocr", settings.ocr))
    return wrong_value(file, root["ocr"], "'ocr' is neither true nor false",
                       "“ocr”既不是 true 也不是 false");
  auto sources = read_sources(file, root["sources"]);
  if (!sources) return base::failure_of(sources);
  settings.sources = std::move(*sources);
  auto backup = read_backup_setting(file, root["backup"]);
  if (!backup) return base::failure_of(backup);
  settings.backup = std::move(*backup);
  const auto retention = read_retention_setting(file, root["retention"]);
  if (!retention) return base::failure_of(retention);
  settings.retention = *retention;
  return settings;
}

base::Result<void> write_settings(const fs::path& file, const Settings& settings) {
  YAML::Emitter name;  // A name may hold what means something in YAML.
  name << YAML::DoubleQuoted << settings.name;
  std::ofstream out(file);
  out << "# Settings of this workspace / 本工作区的设置\n"
      << "name: " << name.c_str() << "\nzone: " << settings.zone
      << "\nlanguage: " << settings.language << "\nengine: duckdb\n"
      << "# Memory of the engine in MB / 引擎内存（MB）\nmemory_mb: " << settings.memory_mb
      << "\nsources:\n  - {name: files, path: sources}\n";
  if (out.flush()) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("settings cannot be written: {}", file.string()),
                       fmt::format("无法写入设置：{}", file.string()));
}

base::Result<void> make_folder(const fs::path& folder, bool hidden) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && hidden) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return {};
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("folder cannot be made: {}: {}", folder.string(), error.message()),
      fmt::format("无法创建文件夹：{}：{}", folder.string(), error.message()));
}

}  // namespace

double Settings::repair_threshold_of(std::string_view source) const {
  for (const auto& one : sources)
    if (one.name == source && one.repair_threshold) return *one.repair_threshold;
  return repair_threshold;
}

bool is_workspace(const fs::path& folder) {
  std::error_code none;
  return fs::exists(folder / kSettingsFile, none);
}

fs::path if_workspace(const fs::path& folder) {
  return is_workspace(folder) ? folder : fs::path();
}

base::Result<Workspace> Workspace::create(const fs::path& folder, const Settings& settings) {
  std::error_code none;
  if (is_workspace(folder))
    return base::failure(fmt::format("this is a workspace already: {}", folder.string()),
                         fmt::format("这里已经是一个工作区：{}", folder.string()));
  if (fs::exists(folder, none) && (!fs::is_directory(folder, none) || !fs::is_empty(folder, none)))
    return base::failure(
        fmt::format("the folder is not empty: {}. Name a new one", folder.string()),
        fmt::format("文件夹不为空：{}。请换一个新的", folder.string()));
  if (auto made = make_folder(folder, true); !made) return base::failure_of(made);
  for (const char* name : {"sources", "catalog", "models", "reports", "backups"})
    if (auto made = make_folder(folder / name, true); !made) return base::failure_of(made);
  const auto root = fs::canonical(folder, none);
  auto named = settings;
  if (named.name.empty()) named.name = root.filename().string();
  if (const auto vault = privacy::Vault::create(root / "keys"); !vault)
    return base::failure_of(vault);
  if (auto written = write_settings(root / kSettingsFile, named); !written)
    return base::failure_of(written);
  return open(root);
}

base::Result<Workspace> Workspace::open(const fs::path& folder) {
  std::error_code none;
  const auto root = fs::canonical(folder, none);
  if (none || !is_workspace(root))
    return base::failure(
        fmt::format("no workspace: {}. Make one with 'aftercare init DIR', or name one with -w",
                    folder.string()),
        fmt::format("不是工作区：{}。请用 aftercare init DIR 新建，或用 -w 指定", folder.string()));
  auto settings = settings_from(root / kSettingsFile);
  if (!settings) return base::failure_of(settings);
  if (settings->name.empty()) settings->name = root.filename().string();
  return Workspace(root, std::move(*settings));
}

}  // namespace aftercare::pipeline
