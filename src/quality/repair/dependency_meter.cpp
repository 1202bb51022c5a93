#include "quality/repair/dependency_meter.hpp"

#include <algorithm>

namespace aftercare::quality {

GroupedRows rows_by_group(const std::vector<Code>& group, std::size_t groups) {
  GroupedRows sorted;
  sorted.begin.assign(groups + 1, 0);
  for (const auto g : group)
    if (g != kNoCode) ++sorted.begin[g + 1];
  for (std::size_t g = 0; g < groups; ++g) sorted.begin[g + 1] += sorted.begin[g];
  sorted.rows.resize(sorted.begin[groups]);
  auto next = sorted.begin;
  for (std::size_t row = 0; row < group.size(); ++row)
    if (group[row] != kNoCode) sorted.rows[next[group[row]]++] = static_cast<std::uint32_t>(row);
  return sorted;
}

KeyDependency DependencyMeter::measure(const GroupedRows& grouped, std::size_t target,
                                       std::size_t step) {
  const auto& cells = table_.column(target).cells;
  tally_.resize(std::max(tally_.size(), table_.column(target).values.size()), 0);
  overall_.resize(std::max(overall_.size(), table_.column(target).values.size()), 0);
  double agreed = 0, judged = 0, seen = 0;
  const std::size_t groups = grouped.begin.size() - 1;
  for (std::size_t g = 0; g < groups; g += step) {
    const auto from = grouped.begin[g], to = grouped.begin[g + 1];
    seen += to - from;
    if (to - from < 2) continue;
    std::uint32_t most = 0, second = 0, filled = 0;
    for (auto i = from; i < to; ++i) {
      const auto code = cells[grouped.rows[i]];
      if (code == kEmpty) continue;
      ++filled;
      if (tally_[code]++ == 0) touched_.push_back(code);
    }
    for (const auto code : touched_) {
      const auto count = tally_[code];
      if (count > most)
        second = most, most = count;
      else if (count > second)
        second = count;
    }
    if (filled >= 2) {
      judged += filled;
      if (most - 1 > second)
        agreed += most;
      else if (most - 1 == second && most > 1)
        agreed += most * 0.5;
      for (const auto code : touched_) {
        if (overall_[code] == 0) counted_.push_back(code);
        overall_[code] += tally_[code];
      }
    }
    for (const auto code : touched_) tally_[code] = 0;
    touched_.clear();
  }
  double commonest = 0;
  for (const auto code : counted_) {
    commonest = std::max(commonest, overall_[code]);
    overall_[code] = 0;
  }
  counted_.clear();
  if (judged < 4) return {};
  const double chance = commonest / judged;
  const double rows = static_cast<double>(table_.rows());
  KeyDependency found;
  found.coverage =
      judged / std::max(1.0, std::min(rows, seen * rows /
                                                std::max<double>(
                                                    1, static_cast<double>(grouped.rows.size()))));
  found.score = chance >= 1 ? 0 : std::max(0.0, (agreed / judged - chance) / (1 - chance));
  return found;
}

}  // namespace aftercare::quality
