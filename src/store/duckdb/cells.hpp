// Cells of a frame as plain values; null is nothing. Private to src/store/duckdb.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/frame.hpp"

namespace aftercare::store {

inline std::string text_in(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}

inline std::int64_t number_in(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

inline std::uint64_t count_in(const Cell& cell) {
  return static_cast<std::uint64_t>(number_in(cell));
}

inline std::optional<double> real_in(const Cell& cell) {
  const auto* real = std::get_if<double>(&cell);
  return real == nullptr ? std::nullopt : std::optional(*real);
}

}  // namespace aftercare::store
