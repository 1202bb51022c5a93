#include "insight/influence/design.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace aftercare::insight {
namespace {

constexpr std::uint32_t kOthers = UINT32_MAX;

// Columns of one factor, told by rows.
struct FactorColumns {
  DesignFactor factor;
  std::vector<std::pair<std::uint32_t, double>> of;  // Of each row: column within, value; 0: none.
};

double at_share(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::optional<FactorColumns> columns_of_choice(const InfluenceFactor& factor, std::size_t least) {
  std::vector<std::vector<std::uint32_t>> rows(factor.values.size());
  for (std::uint32_t row = 0; row < factor.of.size(); ++row) rows[factor.of[row]].push_back(row);
  FactorColumns made;
  std::vector<std::uint32_t> order, others;
  for (std::uint32_t value = 0; value < rows.size(); ++value) {
    if (rows[value].size() >= least)
      order.push_back(value);
    else
      others.insert(others.end(), rows[value].begin(), rows[value].end());
  }
  if (order.empty()) return std::nullopt;
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::uint32_t value) { return rows[value].size(); });
  made.of.assign(factor.of.size(), {0, 0.0});
  made.factor.reference = DesignLevel{DesignLevel::Kind::value, order[0], 0, rows[order[0]]};
  for (std::size_t i = 1; i < order.size(); ++i)
    made.factor.levels.push_back(
        {DesignLevel::Kind::value, order[i], i - 1, std::move(rows[order[i]])});
  // Too few even together: they say nothing of their own.
  if (others.size() >= least) {
    std::ranges::sort(others);
    made.factor.levels.push_back(
        {DesignLevel::Kind::others, kOthers, order.size() - 1, std::move(others)});
  }
  if (made.factor.levels.empty()) return std::nullopt;
  for (const auto& level : made.factor.levels)
    for (const auto row : level.rows) made.of[row] = {static_cast<std::uint32_t>(level.column), 1};
  return made;
}

std::optional<FactorColumns> columns_of_number(const InfluenceFactor& factor, std::size_t least) {
  std::vector<double> known;
  std::vector<std::uint32_t> unknown;
  for (std::uint32_t row = 0; row < factor.numbers.size(); ++row) {
    if (std::isfinite(factor.numbers[row]))
      known.push_back(factor.numbers[row]);
    else
      unknown.push_back(row);
  }
  if (known.size() < least) return std::nullopt;
  std::ranges::sort(known);
  // What is a few times the usual value now and then is told by its logarithm.
  const double median = at_share(known, 0.5);
  const bool skewed =
      known.front() >= 0 && at_share(known, 0.95) - median > 3 * median - 3 * known.front();
  const auto shape = [&](double value) { return skewed ? std::log1p(value) : value; };
  double mean = 0, square = 0;
  for (const auto value : known) mean += shape(value) / static_cast<double>(known.size());
  for (const auto value : known)
    square += (shape(value) - mean) * (shape(value) - mean) / static_cast<double>(known.size());
  const double spread = std::sqrt(square);
  if (!(spread > 1e-12 * std::max(1.0, std::abs(mean)))) return std::nullopt;
  FactorColumns made;
  auto& told = made.factor;
  told.low = at_share(known, 0.25);
  told.high = at_share(known, 0.75);
  if (!(told.high > told.low)) told.low = known.front(), told.high = at_share(known, 0.95);
  if (!(told.high > told.low)) told.high = known.back();
  told.low_at = (shape(told.low) - mean) / spread;
  told.high_at = (shape(told.high) - mean) / spread;
  told.levels.push_back({DesignLevel::Kind::move, 0, 0, {}});
  made.of.assign(factor.numbers.size(), {0, 0.0});
  for (std::size_t row = 0; row < factor.numbers.size(); ++row)
    if (std::isfinite(factor.numbers[row]))
      made.of[row] = {0, (shape(factor.numbers[row]) - mean) / spread};
  // Fewer stand at the mean, unmarked.
  if (unknown.size() >= least) {
    for (const auto row : unknown) made.of[row] = {1, 1};
    told.levels.push_back({DesignLevel::Kind::unknown, 0, 1, std::move(unknown)});
  }
  return made;
}

bool nearly_same(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::vector<std::uint32_t> common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  const auto either = static_cast<double>(a.size() + b.size() - common.size());
  return static_cast<double>(common.size()) >= 0.95 * either;
}

// What was never solved has no time to its solution: where a value of a choice, or another number,
// says that already, the column that it is not known is left out. The rows stand at the mean.
void drop_said_unknowns(Design& design,
                        std::vector<std::vector<std::pair<std::uint32_t, double>>>& all) {
  std::vector<const std::vector<std::uint32_t>*> said;
  for (const auto& factor : design.factors) {
    if (!factor.reference) continue;
    said.push_back(&factor.reference->rows);
    for (const auto& level : factor.levels) said.push_back(&level.rows);
  }
  std::size_t shift = 0;
  for (std::size_t i = 0; i < design.factors.size(); ++i) {
    auto& factor = design.factors[i];
    factor.begin -= shift;
    auto& last = factor.levels.back();
    const bool unknown = last.kind == DesignLevel::Kind::unknown;
    if (unknown && std::ranges::any_of(
                       said, [&](const auto* rows) { return nearly_same(last.rows, *rows); })) {
      for (const auto row : last.rows) all[i][row] = {0, 0.0};
      factor.levels.pop_back();
      ++shift;
    } else if (unknown) {
      said.push_back(&last.rows);
    }
    factor.end = factor.begin + factor.levels.size();
    for (std::size_t k = 0; k < factor.levels.size(); ++k)
      factor.levels[k].column = factor.begin + k;
  }
  design.columns -= shift;
}

}  // namespace

Design design_of(const InfluenceRows& rows, std::size_t least,
                 const std::vector<std::size_t>& only) {
  Design design;
  std::vector<std::size_t> wanted = only;
  if (wanted.empty()) {
    wanted.resize(rows.factors.size());
    std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  }
  std::vector<std::vector<std::pair<std::uint32_t, double>>> all;
  for (const auto f : wanted) {
    const auto& factor = rows.factors[f];
    auto made =
        factor.is_number() ? columns_of_number(factor, least) : columns_of_choice(factor, least);
    if (!made) {
      design.left_out.push_back(f);
      continue;
    }
    made->factor.factor = f;
    made->factor.begin = design.columns;
    design.columns += made->factor.levels.size();
    made->factor.end = design.columns;
    for (auto& level : made->factor.levels) level.column += made->factor.begin;
    all.push_back(std::move(made->of));
    design.factors.push_back(std::move(made->factor));
  }
  drop_said_unknowns(design, all);
  for (std::size_t row = 0; row < rows.target.size(); ++row) {
    design.entries.emplace_back(0, 1.0);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i][row].second != 0)
        design.entries.emplace_back(
            static_cast<std::uint32_t>(design.factors[i].begin) + all[i][row].first,
            all[i][row].second);
    design.begins.push_back(design.entries.size());
  }
  return design;
}

}  // namespace aftercare::insight
