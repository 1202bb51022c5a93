#include "pipeline/backup/backup_past.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPastFile = ".last_backup";

std::optional<WallClock::time_point> past_moment(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  if (at == json.end() || !at->is_number_integer()) return std::nullopt;
  return WallClock::time_point(std::chrono::milliseconds(at->get<std::int64_t>()));
}

}  // namespace

bool made_within(const BackupPast& past, std::chrono::milliseconds time,
                 WallClock::time_point now) {
  return past.made && now - *past.made <= time && *past.made - now <= time;
}

BackupPast backup_past(const fs::path& workspace) {
  std::ifstream in(workspace / kPastFile, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  BackupPast past{past_moment(json, "made"), past_moment(json, "failed"), {}, {}};
  if (const auto at = json.find("doubted"); at != json.end() && at->is_boolean())
    past.doubted = at->get<bool>();
  for (const auto& [key, to] :
       {std::pair("failure", &past.failure), std::pair("failure_zh", &past.failure_zh)})
    if (const auto at = json.find(key); at != json.end() && at->is_string())
      *to = at->get<std::string>();
  return past;
}

base::Result<void> remember_backup(const fs::path& workspace, const BackupPast& past) {
  nlohmann::json json = {{"failure", past.failure}, {"failure_zh", past.failure_zh}};
  if (past.doubted) json["doubted"] = true;
  const auto milliseconds = [](WallClock::time_point at) {
    return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
  };
  if (past.made) json["made"] = milliseconds(*past.made);
  if (past.failed) json["failed"] = milliseconds(*past.failed);
  const auto file = workspace / kPastFile;
  const auto next = fs::path(file.string() + ".new");
  std::error_code error;
  {
    std::ofstream out(next, std::ios::binary | std::ios::trunc);
    out << json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (!out.flush()) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::permissions(next, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!error) fs::rename(next, file, error);
  if (!error) return {};
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("how the backup went cannot be written: {}: {}", file.string(), error.message()),
      fmt::format("无法记录备份结果：{}：{}", file.string(), error.message()));
}

}  // namespace aftercare::pipeline
