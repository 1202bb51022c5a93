// The ways a cell goes wrong between a shop's systems and its export.

#pragma once

#include <string>
#include <string_view>

#include "simulate/random.hpp"
#include "simulate/table.hpp"

namespace aftercare::simulate {

/// Breaks a cell in a way its kind can break and returns what was done, as written in
/// truth/broken_cells.csv; empty if this cell cannot break (then it is unchanged).
std::string_view break_cell(CellKind kind, std::string& cell, Random& random);

}  // namespace aftercare::simulate
