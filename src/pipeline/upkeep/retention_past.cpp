#include "pipeline/upkeep/retention_past.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRetentionFile = ".last_retention";

std::string text_member(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<records::Moment> moment_member(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  if (at == json.end() || !at->is_number_integer()) return std::nullopt;
  return records::Moment(std::chrono::milliseconds(at->get<std::int64_t>()));
}

}  // namespace

RetentionPast retention_past(const fs::path& workspace) {
  std::ifstream in(workspace / kRetentionFile, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  return {moment_member(json, "done"),     moment_member(json, "failed"),
          text_member(json, "failure"),    text_member(json, "failure_zh"),
          moment_member(json, "believed"), text_member(json, "receipt")};
}

base::Result<void> remember_retention(const fs::path& workspace, const RetentionPast& past) {
  nlohmann::json json = {
      {"failure", past.failure}, {"failure_zh", past.failure_zh}, {"receipt", past.receipt}};
  for (const auto& [key, moment] :
       {std::pair("done", &past.done), std::pair("failed", &past.failed),
        std::pair("believed", &past.believed)})
    if (*moment)
      json[key] =
          std::chrono::floor<std::chrono::milliseconds>((*moment)->time_since_epoch()).count();
  const auto file = workspace / kRetentionFile;
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
      fmt::format("how retention went cannot be written: {}: {}", file.string(), error.message()),
      fmt::format("无法记录保存期限的执行结果：{}：{}", file.string(), error.message()));
}

}  // namespace aftercare::pipeline
