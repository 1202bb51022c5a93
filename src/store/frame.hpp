// A small table: what a query answers.

#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "records/moment.hpp"

namespace aftercare::store {

/// Money and decimals come as double here (exact to 15 digits), booleans as bool.
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string, records::Day,
                          records::Moment>;

inline bool is_null(const Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

struct Frame {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

}  // namespace aftercare::store
