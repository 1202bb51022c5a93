#include "privacy/anonymity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace aftercare::privacy {
namespace {

using TableRows = std::vector<std::vector<std::string>>;

constexpr std::string_view kAnything = "*";
constexpr char kBetween = '\x1f';

int coarsest(Coarsening how) {
  switch (how) {
    case Coarsening::category:
      return 1;
    case Coarsening::place:
      return 2;
    case Coarsening::day:
    case Coarsening::number:
      return 4;
  }
  return 1;
}

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string coarser_day(const std::string& day, int level) {
  if (day.size() < 10 || level == 0) return day;
  if (level == 1) return day.substr(0, 7);
  if (level == 3) return day.substr(0, 4);
  const auto month = (day[5] - '0') * 10 + day[6] - '0';
  return fmt::format("{}-Q{}", day.substr(0, 4), (month + 2) / 3);
}

// A width of 1, 2 or 5 times a power of ten, so that a band tells nothing of the values in it.
double round_width(double width) {
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

class TableAnonymising {
 public:
  TableAnonymising(TableRows& rows, const std::vector<QuasiColumn>& quasi,
                   const std::vector<std::size_t>& sensitive, const AnonymityDemand& demand)
      : rows_(rows), quasi_(quasi), sensitive_(sensitive), demand_(demand), levels_(quasi.size()) {
    for (const auto& column : quasi) columns_.emplace_back(rows, column);
  }

  AnonymityReport run() {
    AnonymityReport report;
    report.rows = rows_.size();
    group();
    for (const auto& [key, members] : groups_) report.unique_before += members.size() == 1;
    const auto allowed = static_cast<std::uint64_t>(
        std::floor(demand_.most_left_out * static_cast<double>(rows_.size())));
    while (standing_out() > allowed && coarsen()) group();
    leave_out(report);
    report.levels = levels_;
    for (const auto& column : quasi_) report.most.push_back(coarsest(column.how));
    return report;
  }

 private:
  void group() {
    groups_.clear();
    for (std::size_t row = 0; row < rows_.size(); ++row) groups_[key_of(row)].push_back(row);
  }

  std::string key_of(std::size_t row) const {
    std::string key;
    for (std::size_t i = 0; i < quasi_.size(); ++i)
      key += columns_[i].at(rows_[row], levels_[i]) + kBetween;
    return key;
  }

  std::size_t least_different(const std::vector<std::size_t>& members) const {
    std::size_t least = members.size();
    for (const auto column : sensitive_) {
      std::set<std::string_view> values;
      for (const auto row : members) values.insert(rows_[row][column]);
      least = std::min(least, values.size());
    }
    return least;
  }

  bool stands_out(const std::vector<std::size_t>& members) const {
    if (members.size() < demand_.k) return true;
    return demand_.l > 1 && !sensitive_.empty() && least_different(members) < demand_.l;
  }

  std::uint64_t standing_out() const {
    std::uint64_t rows = 0;
    for (const auto& [key, members] : groups_)
      if (stands_out(members)) rows += members.size();
    return rows;
  }

  // The column that tells the most rows apart becomes coarser; false if all are as coarse as can
  // be.
  bool coarsen() {
    std::optional<std::size_t> widest;
    std::size_t most = 1;
    for (std::size_t i = 0; i < quasi_.size(); ++i) {
      if (levels_[i] == coarsest(quasi_[i].how)) continue;
      std::unordered_set<std::string> values;
      for (const auto& row : rows_) values.insert(columns_[i].at(row, levels_[i]));
      if (values.size() > most) {
        most = values.size();
        widest = i;
      }
    }
    if (!widest) return false;
    ++levels_[*widest];
    return true;
  }

  void leave_out(AnonymityReport& report) {
    std::vector<bool> leaves(rows_.size());
    for (const auto& [key, members] : groups_) {
      if (stands_out(members)) {
        report.left_out += members.size();
        continue;
      }
      ++report.groups;
      const auto size = members.size();
      report.smallest_group =
          report.smallest_group == 0 ? size : std::min(report.smallest_group, size);
      if (!sensitive_.empty()) {
        const auto different = least_different(members);
        report.least_different =
            report.least_different == 0 ? different : std::min(report.least_different, different);
      }
      for (const auto row : members) leaves[row] = true;
    }
    TableRows kept;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (!leaves[row]) continue;
      auto values = rows_[row];
      for (std::size_t i = 0; i < quasi_.size(); ++i)
        values[quasi_[i].column] = columns_[i].at(rows_[row], levels_[i]);
      kept.push_back(std::move(values));
    }
    // The order they came in may tell what was made coarser.
    std::ranges::sort(kept);
    rows_ = std::move(kept);
    if (rows_.empty()) return;
    report.highest_risk = 1.0 / static_cast<double>(report.smallest_group);
    report.average_risk = static_cast<double>(report.groups) / static_cast<double>(rows_.size());
  }

  TableRows& rows_;
  const std::vector<QuasiColumn>& quasi_;
  const std::vector<std::size_t>& sensitive_;
  const AnonymityDemand& demand_;
  std::vector<CoarseColumn> columns_;
  std::vector<int> levels_;
  std::unordered_map<std::string, std::vector<std::size_t>> groups_;
};

}  // namespace

AnonymityReport make_anonymous(TableRows& rows, const std::vector<QuasiColumn>& quasi,
                               const std::vector<std::size_t>& sensitive,
                               const AnonymityDemand& demand) {
  return TableAnonymising(rows, quasi, sensitive, demand).run();
}

}  // namespace aftercare::privacy
