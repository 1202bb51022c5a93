// How a duty of the workspace went last, in a small file of its own: for its owner alone, whole or
// as it was.

#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace aftercare::pipeline {

/// What stands in the file; an empty object if that is none, or no such note.
nlohmann::json read_duty_note(const std::filesystem::path& file);

/// Fails (internal) if it cannot be written; `duty` names it in the message: "the backup".
base::Result<void> write_duty_note(const std::filesystem::path& file, const nlohmann::json& note,
                                   const std::string& duty, const std::string& duty_zh);

/// A member, or nothing where it is of another kind: such a file may have been edited.
std::string text_of_note(const nlohmann::json& note, const char* key);
bool truth_of_note(const nlohmann::json& note, const char* key);

/// A moment stands in milliseconds since 1970.
template <typename Moment>
std::optional<Moment> moment_of_note(const nlohmann::json& note, const char* key) {
  const auto at = note.find(key);
  if (at == note.end() || !at->is_number_integer()) return std::nullopt;
  return Moment(std::chrono::milliseconds(at->template get<std::int64_t>()));
}

template <typename Moment>
void put_moment(nlohmann::json& note, const char* key, const std::optional<Moment>& moment) {
  if (moment)
    note[key] = std::chrono::floor<std::chrono::milliseconds>(moment->time_since_epoch()).count();
}

}  // namespace aftercare::pipeline
