// Numbers and durations as settings have them.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace aftercare::pipeline {

/// "90", "500ms", "30s", "5m", "2h", "1d"; a bare number has no unit.
struct Amount {
  std::uint64_t number = 0;        // As written.
  std::uint64_t milliseconds = 0;  // 0 if it has no unit.
  bool is_time = false;
};

/// Nothing if it is none, or a duration of more than 366 days.
std::optional<Amount> amount_of(std::string_view text);

}  // namespace aftercare::pipeline
