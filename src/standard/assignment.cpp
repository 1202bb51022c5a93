// The Hungarian method (Kuhn 1955, Munkres 1957) in the form with potentials: rows are added one
// by one, each by a shortest path over reduced costs. As many idle columns as rows stand for
// "unassigned".

#include "standard/assignment.hpp"

#include <algorithm>
#include <limits>

namespace aftercare::standard {
namespace {

constexpr std::size_t kManyRows = 200;

// Rows that a best assignment may need: of each column the best ones, as many as there are columns,
// since all others can take no more than the rest of them. The first of equals.
std::vector<std::size_t> needed_rows(const std::vector<std::vector<double>>& gain) {
  const auto columns = gain.front().size();
  std::vector<bool> needed(gain.size(), false);
  std::vector<std::size_t> order;
  for (std::size_t column = 0; column < columns; ++column) {
    order.clear();
    for (std::size_t row = 0; row < gain.size(); ++row)
      if (gain[row][column] > 0) order.push_back(row);
    const auto count = std::min(columns, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                      order.end(), [&](std::size_t a, std::size_t b) {
                        const auto one = gain[a][column], other = gain[b][column];
                        return one != other ? one > other : a < b;
                      });
    for (std::size_t at = 0; at < count; ++at) needed[order[at]] = true;
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < gain.size(); ++row)
    if (needed[row]) rows.push_back(row);
  return rows;
}

std::vector<std::size_t> assign_all(const std::vector<std::vector<double>>& gain) {
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

}  // namespace

std::vector<std::size_t> best_assignment(const std::vector<std::vector<double>>& gain) {
  if (gain.size() <= kManyRows) return assign_all(gain);
  const auto rows = needed_rows(gain);
  std::vector<std::vector<double>> part;
  for (const auto row : rows) part.push_back(gain[row]);
  const auto given_of_part = assign_all(part);
  std::vector<std::size_t> given(gain.size(), kUnassigned);
  for (std::size_t at = 0; at < rows.size(); ++at) given[rows[at]] = given_of_part[at];
  return given;
}

}  // namespace aftercare::standard
