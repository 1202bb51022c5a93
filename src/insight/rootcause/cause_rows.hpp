// What a search for causes is made of: events described by dimensions, and what they are counted
// on.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace aftercare::insight {

/// Stands in a base cell for a dimension that the base does not have.
inline constexpr std::uint32_t kNoValue = UINT32_MAX;

/// Dimension and value of each; all must be met.
using CauseConditions = std::vector<std::pair<std::size_t, std::uint32_t>>;

struct CauseRows {
  struct Dimension {
    std::string name;
    std::vector<std::string> values;
    // The base has it, so its values have rates of their own; of the others only shares are known.
    bool has_base = false;
    // Told by the customer (topic, part): names the problem, and never explains another name.
    bool is_problem = false;
    double clustering = 1;  // As that of all, of the events of one value.
  };
  struct Cell {
    std::vector<std::uint32_t> values;  // Of each dimension; kNoValue: not known.
    double count = 0;
  };
  std::vector<Dimension> dimensions;
  std::vector<Cell> events;
  std::vector<Cell> base;
  double clustering = 1;  // Events that come with one: counts vary by so much more.
};

}  // namespace aftercare::insight
