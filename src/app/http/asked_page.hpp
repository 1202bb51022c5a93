// What a request's body asks for: texts by name, and which page.

#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace aftercare::app {

/// Empty if there is no such text.
inline std::string text_in_body(const nlohmann::json& body, const char* key) {
  const auto at = body.find(key);
  return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
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
