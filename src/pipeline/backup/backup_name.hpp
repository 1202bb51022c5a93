// What a backup is called: when it was made, so that names sort by time, and a random end.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aftercare::pipeline {

/// "20261126T075900123Z-1f2e3d4c". Behind all of `others`, even if the clock was turned back since
/// they were made: the newest is the one with the last name.
std::string backup_name(std::chrono::system_clock::time_point now,
                        const std::vector<std::string>& others);

/// The moment in a name; nothing if it is no such name.
std::optional<std::chrono::system_clock::time_point> moment_of_backup(std::string_view name);

}  // namespace aftercare::pipeline
