#include "privacy/anonymity.hpp"

#include <cmath>
#include <optional>

namespace aftercare::privacy {
namespace {

using base::Result;

// The column that tells the most rows apart; nothing if all are as coarse as can be.
Result<std::optional<std::size_t>> widest_column(GroupedTable& table,
                                                 const std::vector<records::QuasiColumn>& quasi,
                                                 const std::vector<int>& levels) {
  std::optional<std::size_t> widest;
  std::uint64_t most = 1;
  for (std::size_t i = 0; i < quasi.size(); ++i) {
    if (levels[i] == coarsest(quasi[i].how)) continue;
    const auto different = table.different(i, levels[i]);
    if (!different) return base::failure_of(different);
    if (*different <= most) continue;
    most = *different;
    widest = i;
  }
  return widest;
}

}  // namespace

Result<AnonymityReport> find_levels(GroupedTable& table,
                                    const std::vector<records::QuasiColumn>& quasi,
                                    const AnonymityDemand& demand) {
  const records::GroupDemand wanted{demand.k, demand.l};
  AnonymityReport report;
  report.levels.assign(quasi.size(), 0);
  for (const auto& column : quasi) report.most.push_back(coarsest(column.how));
  auto counts = table.grouped(report.levels, wanted);
  if (!counts) return base::failure_of(counts);
  report.rows = counts->rows;
  report.unique_before = counts->alone;
  const auto allowed = static_cast<std::uint64_t>(
      std::floor(demand.most_left_out * static_cast<double>(report.rows)));
  while (counts->standing_out > allowed) {
    const auto widest = widest_column(table, quasi, report.levels);
    if (!widest) return base::failure_of(widest);
    if (!*widest) break;
    ++report.levels[**widest];
    counts = table.grouped(report.levels, wanted);
    if (!counts) return base::failure_of(counts);
  }
  report.left_out = counts->standing_out;
  report.groups = counts->groups;
  report.smallest_group = counts->smallest;
  report.least_different = counts->least_different;
  if (counts->groups == 0) return report;
  report.highest_risk = 1.0 / static_cast<double>(counts->smallest);
  report.average_risk =
      static_cast<double>(counts->groups) / static_cast<double>(report.rows - report.left_out);
  return report;
}

}  // namespace aftercare::privacy
