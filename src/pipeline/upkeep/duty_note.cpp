#include "pipeline/upkeep/duty_note.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace aftercare::pipeline {

namespace fs = std::filesystem;

nlohmann::json read_duty_note(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto note = nlohmann::json::parse(text, nullptr, false);
  return note.is_object() ? note : nlohmann::json::object();
}

base::Result<void> write_duty_note(const fs::path& file, const nlohmann::json& note,
                                   const std::string& duty, const std::string& duty_zh) {
  const auto next = fs::path(file.string() + ".new");
  std::error_code error;
  {
    std::ofstream out(next, std::ios::binary | std::ios::trunc);
    out << note.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (!out.flush()) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::permissions(next, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!error) fs::rename(next, file, error);
  if (!error) return {};
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("how {} went cannot be written: {}: {}", duty, file.string(), error.message()),
      fmt::format("无法记录{}的结果：{}：{}", duty_zh, file.string(), error.message()));
}

std::string text_of_note(const nlohmann::json& note, const char* key) {
  const auto at = note.find(key);
  return at != note.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool truth_of_note(const nlohmann::json& note, const char* key) {
  const auto at = note.find(key);
  return at != note.end() && at->is_boolean() && at->get<bool>();
}

}  // namespace aftercare::pipeline
