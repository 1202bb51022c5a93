// The Hungarian method (Kuhn 1955, Munkres 1957) in the form with potentials: rows are added one
// by one, each by a shortest path over reduced costs. As many idle columns as rows stand for
// "unassigned".

#include "standard/assignment.hpp"

#include <algorithm>
#include <limits>

namespace aftercare::standard {

std::vector<std::size_t> best_assignment(const std::vector<std::vector<double>>& gain) {
  const auto rows = gain.size();
  std::vector<std::size_t> given(rows, kUnassigned);
  if (rows == 0) return given;
  const auto real = gain.front().size();
  const auto columns = real + rows;
  const auto cost = [&](std::size_t row, std::size_t column) {
    return column < real ? -std::max(gain[row][column], 0.0) : 0.0;
  };
  constexpr double far = std::numeric_limits<double>::infinity();
  // Index 0 stands for none, so rows and columns count from 1.
  std::vector<double> row_price(rows + 1, 0), column_price(columns + 1, 0);
  std::vector<std::size_t> row_of(columns + 1, 0), came_from(columns + 1, 0);
  for (std::size_t row = 1; row <= rows; ++row) {
    row_of[0] = row;
    std::size_t at = 0;
    std::vector<double> least(columns + 1, far);
    std::vector<bool> used(columns + 1, false);
    do {
      used[at] = true;
      const auto from = row_of[at];
      double step = far;
      std::size_t next = 0;
      for (std::size_t column = 1; column <= columns; ++column) {
        if (used[column]) continue;
        const auto reduced = cost(from - 1, column - 1) - row_price[from] - column_price[column];
        if (reduced < least[column]) least[column] = reduced, came_from[column] = at;
        if (least[column] < step) step = least[column], next = column;
      }
      for (std::size_t column = 0; column <= columns; ++column)
        if (used[column])
          row_price[row_of[column]] += step, column_price[column] -= step;
        else
          least[column] -= step;
      at = next;
    } while (row_of[at] != 0);
    for (; at != 0; at = came_from[at]) row_of[at] = row_of[came_from[at]];
  }
  for (std::size_t column = 1; column <= real; ++column)
    if (row_of[column] != 0 && gain[row_of[column] - 1][column - 1] > 0)
      given[row_of[column] - 1] = column - 1;
  return given;
}

}  // namespace aftercare::standard
