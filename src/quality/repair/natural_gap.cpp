#include "quality/repair/natural_gap.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kMostKinds = 200;  // Distinct values up to which a column tells rows apart.
constexpr double kGoodPart = 0.3;

}  // namespace

std::vector<bool> natural_gaps(const CodedTable& table, std::size_t target) {
  const auto& column = table.column(target);
  std::vector<bool> natural(table.rows(), false);
  const double overall =
      static_cast<double>(column.counts[kEmpty]) / static_cast<double>(table.rows());
  if (column.counts[kEmpty] == 0) return natural;
  for (std::size_t c = 0; c < table.width(); ++c) {
    if (c == target) continue;
    const auto& other = table.column(c);
    const bool kinds = other.values.size() <= kMostKinds;
    std::vector<double> empty(other.values.size(), 0), all(other.values.size(), 0);
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const auto code = other.cells[row];
      all[code] += 1;
      if (column.cells[row] == kEmpty) empty[code] += 1;
    }
    // Three of a kind, and far more than everywhere.
    const auto tells = [&](Code code) {
      return (code == kEmpty || kinds) && empty[code] >= 3 &&
             all[code] < static_cast<double>(table.rows()) &&
             empty[code] >= kGoodPart * all[code] && empty[code] >= 4 * overall * all[code];
    };
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (column.cells[row] == kEmpty && tells(other.cells[row])) natural[row] = true;
  }
  return natural;
}

}  // namespace aftercare::quality
