// Days on the command line.

#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/result.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

/// Empty: none. Fails (usage) on what is no real day.
inline base::Result<std::optional<records::Day>> day_from(const std::string& text) {
  if (text.empty()) return std::optional<records::Day>();
  if (const auto day = records::parse_day(text)) return day;
  return base::failure(fmt::format("no day of the form YYYY-MM-DD: {}", text),
                       fmt::format("不是 YYYY-MM-DD 形式的日期：{}", text));
}

}  // namespace aftercare::app
