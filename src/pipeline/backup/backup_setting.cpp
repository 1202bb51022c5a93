#include "pipeline/backup/backup_setting.hpp"

#include <fmt/format.h>

#include <map>

#include "base/yaml_file.hpp"
#include "pipeline/amount.hpp"
#include "pipeline/backup/place_address.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::uint64_t kMostKept = 10'000;
constexpr std::uint64_t kLeastEvery = 60'000;  // Milliseconds.

tl::unexpected<base::Error> wrong_backup(const std::filesystem::path& file, const YAML::Node& node,
                                         std::string_view en, std::string_view zh) {
  const auto at = base::where(file, node);
  return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
}

}  // namespace

base::Result<BackupSetting> read_backup_setting(const std::filesystem::path& file,
                                                const YAML::Node& map) {
  BackupSetting setting;
  if (!map) return setting;
  if (!map.IsMap()) return wrong_backup(file, map, "'backup' is no map", "“backup”不是键值结构");
  const std::map<std::string, std::string*> texts = {
      {"place", &setting.place},
      {"endpoint", &setting.endpoint},
      {"region", &setting.region},
      {"access_key", &setting.access_key},
      {"ca_file", &setting.ca_file},
      {"identity_file", &setting.identity_file},
      {"known_hosts", &setting.known_hosts},
      {"secret_key_env", &setting.secret_key.environment},
      {"secret_key_file", &setting.secret_key.file}};
  const std::map<std::string, std::uint32_t*> counts = {
      {"keep_last", &setting.keep.last},
      {"keep_daily", &setting.keep.daily},
      {"keep_weekly", &setting.keep.weekly},
      {"keep_monthly", &setting.keep.monthly},
      {"keep_key_copies_days", &setting.keep_key_copies_days}};
  for (const auto& entry : map) {
    const auto key = entry.first.Scalar();
    if (key == "secret_key" || key == "password")
      return wrong_backup(file, entry.first,
                          "a secret does not belong in the settings: use secret_key_env or "
                          "secret_key_file",
                          "机密不应写在设置文件中：请用 secret_key_env 或 secret_key_file");
    const auto count = counts.find(key);
    const auto amount = entry.second.IsScalar() ? amount_of(entry.second.Scalar()) : std::nullopt;
    if (count != counts.end()) {
      if (!amount || amount->is_time || amount->number > kMostKept)
        return wrong_backup(file, entry.second,
                            fmt::format("'{}' is no number from 0 to {}", key, kMostKept),
                            fmt::format("“{}”不是 0 到 {} 的数", key, kMostKept));
      *count->second = static_cast<std::uint32_t>(amount->number);
      continue;
    }
    if (key == "every") {
      if (!amount || !amount->is_time || amount->milliseconds < kLeastEvery)
        return wrong_backup(file, entry.second,
                            "'every' is no duration of at least a minute, such as 6h or 1d",
                            "“every”不是至少一分钟的时长，可写 6h、1d");
      setting.every = std::chrono::milliseconds(amount->milliseconds);
      continue;
    }
    const auto text = texts.find(key);
    if (text == texts.end())
      return wrong_backup(file, entry.first, fmt::format("unknown setting 'backup: {}'", key),
                          fmt::format("未知的设置“backup: {}”", key));
    if (!entry.second.IsScalar())
      return wrong_backup(file, entry.second, fmt::format("'{}' is no text", key),
                          fmt::format("“{}”不是文本", key));
    *text->second = entry.second.Scalar();
  }
  if (!setting.secret_key.environment.empty() && !setting.secret_key.file.empty())
    return wrong_backup(file, map["secret_key_file"],
                        "both 'secret_key_env' and 'secret_key_file' are given: keep one",
                        "同时给出了“secret_key_env”和“secret_key_file”：请只保留一个");
  if (!setting.place.empty())
    if (const auto address = place_address(setting.place, file.parent_path()); !address)
      return wrong_backup(file, map["place"], address.error().message, address.error().message_zh);
  return setting;
}

}  // namespace aftercare::pipeline
