// What a request's body asks for: texts by name, which days, and which page.

#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

/// Empty if there is no such text.
inline std::string text_in_body(const nlohmann::json& body, const char* key) {
  const auto at = body.find(key);
  return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
}

struct AskedDays {
  std::optional<records::Day> from, to;
};

/// "from" and "to"; either may be left out. Fails (usage) on what is no day.
inline base::Result<AskedDays> days_in(const nlohmann::json& body) {
  AskedDays days;
  for (auto [key, day] : {std::pair{"from", &days.from}, std::pair{"to", &days.to}}) {
    const auto text = text_in_body(body, key);
    if (text.empty()) continue;
    *day = records::parse_day(text);
    if (!*day)
      return base::failure("'from' or 'to' is no day (YYYY-MM-DD)",
                           "“from”或“to”不是日期（YYYY-MM-DD）");
  }
  return days;
}

struct AskedPage {
  std::uint64_t limit = 50;
  std::uint64_t offset = 0;
};

/// "page" from 1 on, "page_size" up to 200.
inline AskedPage page_of(const nlohmann::json& body) {
  const auto number = [&body](const char* key, std::uint64_t otherwise) {
    const auto at = body.find(key);
    return at != body.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : otherwise;
  };
  AskedPage page;
  page.limit = std::clamp<std::uint64_t>(number("page_size", 50), 1, 200);
  page.offset = (std::clamp<std::uint64_t>(number("page", 1), 1, 1'000'000) - 1) * page.limit;
  return page;
}

}  // namespace aftercare::app
