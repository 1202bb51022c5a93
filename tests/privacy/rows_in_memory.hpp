// Rows grouped in memory, told in plain words: what every other way of grouping must come to.

#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "privacy/anonymity.hpp"

namespace aftercare::privacy {

using records::Coarsening;
using records::QuasiColumn;
using TableRows = std::vector<std::vector<std::string>>;

inline constexpr std::string_view kAnything = "*";
inline constexpr char kBetween = '\x1f';

inline std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

inline std::string coarser_day(const std::string& day, int level) {
  if (day.size() < 10 || level == 0) return day;
  if (level == 1) return day.substr(0, 7);
  if (level == 3) return day.substr(0, 4);
  const auto month = (day[5] - '0') * 10 + day[6] - '0';
  return fmt::format("{}-Q{}", day.substr(0, 4), (month + 2) / 3);
}

// A width of 1, 2 or 5 times a power of ten, so that a band tells nothing of the values in it.
inline double round_width(double width) {
  if (!(width > 0)) return 1;
  const auto power = std::pow(10.0, std::floor(std::log10(width)));
  for (const double step : {1.0, 2.0, 5.0})
    if (width <= step * power) return step * power;
  return 10 * power;
}

// One quasi column in all its forms.
class CoarseColumn {
 public:
  CoarseColumn(const TableRows& rows, const QuasiColumn& column) : column_(column) {
    if (column.how != Coarsening::number) return;
    bool first = true;
    for (const auto& row : rows)
      if (const auto number = number_of(row[column.column])) {
        lowest_ = first ? *number : std::min(lowest_, *number);
        highest_ = first ? *number : std::max(highest_, *number);
        first = false;
      }
  }

  std::string at(const std::vector<std::string>& row, int level) const {
    const auto& value = row[column_.column];
    if (level == 0 || value.empty())
      return level == coarsest(column_.how) ? std::string(kAnything) : value;
    if (level == coarsest(column_.how)) return std::string(kAnything);
    switch (column_.how) {
      case Coarsening::category:
        break;
      case Coarsening::place:
        return column_.region ? row[*column_.region] : std::string(kAnything);
      case Coarsening::day:
        return coarser_day(value, level);
      case Coarsening::number:
        return band(value, level);
    }
    return value;
  }

 private:
  std::string band(const std::string& value, int level) const {
    const auto number = number_of(value);
    if (!number) return std::string(kAnything);
    constexpr int bands[] = {20, 8, 3};
    const auto width = round_width((highest_ - lowest_) / bands[level - 1]);
    const auto from = std::floor(*number / width) * width;
    return fmt::format("[{:g}, {:g})", from, from + width);
  }

  const QuasiColumn& column_;
  double lowest_ = 0;
  double highest_ = 0;
};

class RowsInMemory final : public GroupedTable {
 public:
  RowsInMemory(const TableRows& rows, const std::vector<QuasiColumn>& quasi,
               const std::vector<std::size_t>& sensitive)
      : rows_(rows), quasi_(quasi), sensitive_(sensitive) {
    for (const auto& column : quasi) columns_.emplace_back(rows, column);
  }

  base::Result<records::GroupCounts> grouped(const std::vector<int>& levels,
                                             const records::GroupDemand& demand) override {
    records::GroupCounts counts{.rows = rows_.size()};
    for (const auto& [key, members] : groups(levels)) {
      const auto size = members.size();
      counts.alone += size == 1;
      if (stands_out(members, demand)) {
        counts.standing_out += size;
        continue;
      }
      ++counts.groups;
      counts.smallest = counts.smallest == 0 ? size : std::min(counts.smallest, size);
      if (sensitive_.empty()) continue;
      const auto different = least_different(members);
      counts.least_different =
          counts.least_different == 0 ? different : std::min(counts.least_different, different);
    }
    return counts;
  }

  base::Result<std::uint64_t> different(std::size_t quasi, int level) override {
    std::set<std::string> values;
    for (const auto& row : rows_) values.insert(columns_[quasi].at(row, level));
    return values.size();
  }

  /// Those that do not stand out, coarser, sorted.
  TableRows leaving(const std::vector<int>& levels, const records::GroupDemand& demand) const {
    TableRows kept;
    for (const auto& [key, members] : groups(levels)) {
      if (stands_out(members, demand)) continue;
      for (const auto row : members) {
        auto values = rows_[row];
        for (std::size_t i = 0; i < quasi_.size(); ++i)
          values[quasi_[i].column] = columns_[i].at(rows_[row], levels[i]);
        kept.push_back(std::move(values));
      }
    }
    std::ranges::sort(kept);
    return kept;
  }

 private:
  using Members = std::vector<std::size_t>;

  std::unordered_map<std::string, Members> groups(const std::vector<int>& levels) const {
    std::unordered_map<std::string, Members> groups;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      std::string key;
      for (std::size_t i = 0; i < quasi_.size(); ++i)
        key += columns_[i].at(rows_[row], levels[i]) + kBetween;
      groups[key].push_back(row);
    }
    return groups;
  }

  std::uint64_t least_different(const Members& members) const {
    std::uint64_t least = members.size();
    for (const auto column : sensitive_) {
      std::set<std::string_view> values;
      for (const auto row : members) values.insert(rows_[row][column]);
      least = std::min<std::uint64_t>(least, values.size());
    }
    return least;
  }

  bool stands_out(const Members& members, const records::GroupDemand& demand) const {
    if (members.size() < demand.k) return true;
    return demand.l > 1 && !sensitive_.empty() && least_different(members) < demand.l;
  }

  const TableRows& rows_;
  const std::vector<QuasiColumn>& quasi_;
  const std::vector<std::size_t>& sensitive_;
  std::vector<CoarseColumn> columns_;
};

/// Changes the quasi columns, removes rows left out, sorts the rest.
inline AnonymityReport make_anonymous(TableRows& rows, const std::vector<QuasiColumn>& quasi,
                                      const std::vector<std::size_t>& sensitive,
                                      const AnonymityDemand& demand) {
  RowsInMemory table(rows, quasi, sensitive);
  const auto report = find_levels(table, quasi, demand).value();
  rows = table.leaving(report.levels, {demand.k, demand.l});
  return report;
}

}  // namespace aftercare::privacy
