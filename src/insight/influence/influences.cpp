#include "insight/influence/influences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "insight/influence/regression.hpp"
#include "insight/statistics/chi_square.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kFewestRows = 50;
constexpr std::size_t kRowsOfEffects = 50'000;  // Effects are means over so many rows.

double logistic_of(double eta) {
  return 1 / (1 + std::exp(-eta));
}

// Means over the rows had they all one value of a factor.
class EffectMeans {
 public:
  EffectMeans(const Design& design, const Regression& fit, bool logistic)
      : design_(design), fit_(fit), logistic_(logistic) {}

  /// The mean with `with` in the factor's columns (column, value) instead of what the rows have,
  /// less that with `without`.
  double difference(const DesignFactor& factor, const Design::Entry& with,
                    const Design::Entry& without, double with_coefficient,
                    double without_coefficient) const {
    const double to = with.second * with_coefficient, from = without.second * without_coefficient;
    if (!logistic_) return to - from;
    const auto stride = std::max<std::size_t>(1, design_.rows() / kRowsOfEffects);
    double sum = 0, n = 0;
    for (std::size_t row = 0; row < design_.rows(); row += stride) {
      double eta = 0;
      for (auto i = design_.begins[row]; i < design_.begins[row + 1]; ++i) {
        const auto [column, value] = design_.entries[i];
        if (column < factor.begin || column >= factor.end) eta += fit_.coefficients[column] * value;
      }
      sum += logistic_of(eta + to) - logistic_of(eta + from);
      ++n;
    }
    return sum / n;
  }

 private:
  const Design& design_;
  const Regression& fit_;
  bool logistic_;
};

std::vector<InfluenceLevel> levels_of(const InfluenceRows& rows, const Design& design,
                                      const DesignFactor& factor, const Regression& fit,
                                      bool logistic) {
  const EffectMeans means(design, fit, logistic);
  std::vector<InfluenceLevel> levels;
  for (const auto& level : factor.levels) {
    InfluenceLevel one;
    one.kind = level.kind;
    one.value = level.value;
    one.n = static_cast<double>(level.rows.size());
    for (const auto row : level.rows) one.mean += rows.target[row] / one.n;
    const auto column = static_cast<std::uint32_t>(level.column);
    const bool move = level.kind == DesignLevel::Kind::move;
    const Design::Entry with = {column, move ? factor.high_at : 1},
                        without = {column, move ? factor.low_at : 0};
    const double b = fit.coefficients[column], half = kNormal95 * std::sqrt(fit.variance(column));
    const auto effect = [&](double at) { return means.difference(factor, with, without, at, at); };
    one.effect = effect(b);
    one.low = effect(b - half);
    one.high = effect(b + half);
    if (one.low > one.high) std::swap(one.low, one.high);
    levels.push_back(one);
  }
  return levels;
}

// Wald's test of all coefficients of the factors; 1 if they cannot be told.
double wald_p(const std::vector<const DesignFactor*>& factors, const Regression& fit) {
  std::vector<std::size_t> columns;
  for (const auto* factor : factors)
    for (auto i = factor->begin; i < factor->end; ++i) columns.push_back(i);
  const auto k = columns.size(), p = fit.coefficients.size();
  Symmetric covariance(k);
  std::vector<double> b(k);
  for (std::size_t i = 0; i < k; ++i) {
    b[i] = fit.coefficients[columns[i]];
    for (std::size_t j = 0; j <= i; ++j)
      covariance(i, j) = fit.covariance[columns[i] * p + columns[j]];
  }
  const auto solved = covariance.factor();
  if (!solved) return 1;
  const auto x = solved->solve(b);
  double chi = 0;
  for (std::size_t i = 0; i < k; ++i) chi += x[i] * b[i];
  return chi_square_above(chi, static_cast<double>(k));
}

// Correlations of the design's columns but the first, and what the columns of factors share.
class SharedColumns {
 public:
  explicit SharedColumns(const Design& design) : design_(design), r_(design.columns - 1) {
    const auto p = design.columns;
    const auto n = static_cast<double>(design.rows());
    std::vector<double> sums(p, 0.0);
    Symmetric products(p);
    for (std::size_t row = 0; row < design.rows(); ++row)
      for (auto i = design.begins[row]; i < design.begins[row + 1]; ++i) {
        sums[design.entries[i].first] += design.entries[i].second;
        for (auto j = design.begins[row]; j <= i; ++j)
          products(design.entries[i].first, design.entries[j].first) +=
              design.entries[i].second * design.entries[j].second;
      }
    const auto covariance = [&](std::size_t i, std::size_t j) {
      return products(i, j) / n - sums[i] / n * (sums[j] / n);
    };
    for (std::size_t i = 1; i < p; ++i)
      for (std::size_t j = 1; j <= i; ++j)
        r_(i - 1, j - 1) = covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j));
  }

  /// How much of the factors' columns those of all others say: 1 - 1 / GVIF^(1/columns).
  double shared(const DesignFactor& factor) const {
    const auto within = log_determinant(inside(factor)), without = log_determinant(outside(factor)),
               all = log_determinant(everything());
    if (!within || !without) return 1;
    const double log_gvif = all ? *within + *without - *all : HUGE_VAL;
    return 1 - std::exp(-std::max(0.0, log_gvif) / static_cast<double>(factor.end - factor.begin));
  }

  /// The largest correlation between columns of two factors.
  double nearest(const DesignFactor& a, const DesignFactor& b) const {
    double most = 0;
    for (auto i = a.begin; i < a.end; ++i)
      for (auto j = b.begin; j < b.end; ++j)
        most = std::max(most, std::abs(r_(std::max(i, j) - 1, std::min(i, j) - 1)));
    return most;
  }

 private:
  using Places = std::vector<std::size_t>;
  Places inside(const DesignFactor& factor) const {
    Places places;
    for (auto i = factor.begin; i < factor.end; ++i) places.push_back(i - 1);
    return places;
  }
  Places outside(const DesignFactor& factor) const {
    Places places;
    for (std::size_t i = 1; i < design_.columns; ++i)
      if (i < factor.begin || i >= factor.end) places.push_back(i - 1);
    return places;
  }
  Places everything() const {
    Places places;
    for (std::size_t i = 1; i < design_.columns; ++i) places.push_back(i - 1);
    return places;
  }

  // By Gauss's steps; nothing if the columns say each other whole.
  std::optional<double> log_determinant(const Places& places) const {
    const auto n = places.size();
    std::vector<double> cells(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j)
        cells[i * n + j] = cells[j * n + i] =
            r_(std::max(places[i], places[j]), std::min(places[i], places[j]));
    double log = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double pivot = cells[k * n + k];
      if (!(pivot > 1e-9)) return std::nullopt;
      log += std::log(pivot);
      for (auto i = k + 1; i < n; ++i) {
        const double by = cells[i * n + k] / pivot;
        for (auto j = k + 1; j < n; ++j) cells[i * n + j] -= by * cells[k * n + j];
      }
    }
    return log;
  }

  const Design& design_;
  Symmetric r_;
};

// What each level would seem to do, were there no other factor.
void add_alone(const InfluenceRows& rows, const Influences& all, Influence& influence) {
  const auto design = design_of(rows, all.least, {influence.factor});
  if (design.factors.empty()) return;
  const auto fit = regress(design, rows.target, all.logistic);
  if (!fit) return;
  const auto alone = levels_of(rows, design, design.factors[0], *fit, all.logistic);
  for (std::size_t i = 0; i < alone.size() && i < influence.levels.size(); ++i)
    influence.levels[i].alone = alone[i].effect;
}

}  // namespace

double Influence::sure_effect() const {
  double most = 0;
  for (const auto& level : levels)
    if (level.low > 0 || level.high < 0)
      most = std::max(most, std::min(std::abs(level.low), std::abs(level.high)));
  return most;
}

base::Result<Influences> influences_on(const InfluenceRows& rows,
                                       const InfluenceSettings& settings) {
  const auto n = rows.target.size();
  if (n < kFewestRows)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("too few rows to tell influences apart: {}; {} are needed", n, kFewestRows),
        fmt::format("数据太少，无法区分影响因素：{} 行，至少需要 {} 行", n, kFewestRows));
  Influences found;
  found.n = static_cast<double>(n);
  found.logistic = true;
  double ones = 0;
  for (const auto one : rows.target) {
    found.mean += one / found.n;
    found.logistic = found.logistic && (one == 0 || one == 1);
    ones += one == 1;
  }
  if (std::ranges::all_of(rows.target, [&](double one) { return one == rows.target[0]; }))
    return base::failure(base::ErrorKind::input,
                         fmt::format("nothing varies: all {} rows have {:g}", n, rows.target[0]),
                         fmt::format("结果没有差异：{} 行全为 {:g}", n, rows.target[0]));
  const double rarer = found.logistic ? std::min(ones, found.n - ones) : found.n;
  // Rare values are put together until there are rows enough for every column.
  auto design = design_of(rows, found.least = settings.least);
  while (design.columns > 2 &&
         static_cast<double>(design.columns - 1) * settings.rows_per_column > rarer &&
         found.least < n)
    design = design_of(rows, found.least *= 2);
  const auto fit = design.columns > 1 ? regress(design, rows.target, found.logistic) : std::nullopt;
  if (!fit)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("no factor can be told apart in {} rows: each has one value, or too few rows "
                    "of any other",
                    n),
        fmt::format("{} 行中没有可区分的因素：各因素只有一个取值，或其他取值的行数过少", n));
  found.left_out = design.left_out;
  const SharedColumns shared(design);
  std::vector<double> p;
  for (const auto& factor : design.factors) {
    Influence one;
    one.factor = factor.factor;
    one.p = wald_p({&factor}, *fit);
    one.low = factor.low;
    one.high = factor.high;
    if (factor.reference) {
      one.reference = factor.reference->value;
      one.reference_n = static_cast<double>(factor.reference->rows.size());
      for (const auto row : factor.reference->rows)
        one.reference_mean += rows.target[row] / one.reference_n;
    }
    one.shared = design.factors.size() > 1 ? shared.shared(factor) : 0;
    double nearest = 0;
    for (const auto& other : design.factors)
      if (&other != &factor && one.shared >= 0.5 && shared.nearest(factor, other) > nearest) {
        nearest = shared.nearest(factor, other);
        one.goes_with = other.factor;
      }
    one.levels = levels_of(rows, design, factor, *fit, found.logistic);
    add_alone(rows, found, one);
    std::ranges::stable_sort(one.levels, std::greater<>(),
                             [](const InfluenceLevel& level) { return std::abs(level.effect); });
    p.push_back(one.p);
    found.influences.push_back(std::move(one));
  }
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < q.size(); ++i) found.influences[i].q = q[i];
  for (std::size_t i = 0; i < q.size(); ++i) {
    auto& one = found.influences[i];
    const auto partner = std::ranges::find_if(found.influences, [&](const Influence& other) {
      return one.goes_with && other.factor == *one.goes_with;
    });
    if (partner == found.influences.end() || one.q <= settings.most_q ||
        partner->q <= settings.most_q)
      continue;
    const auto at = static_cast<std::size_t>(partner - found.influences.begin());
    one.together_q = std::min(1.0, static_cast<double>(q.size()) *
                                       wald_p({&design.factors[i], &design.factors[at]}, *fit));
  }
  std::ranges::stable_sort(found.influences, [&](const Influence& a, const Influence& b) {
    const bool a_clear = a.q <= settings.most_q, b_clear = b.q <= settings.most_q;
    if (a_clear != b_clear) return a_clear;
    return a_clear ? a.sure_effect() > b.sure_effect() : a.p < b.p;
  });
  return found;
}

}  // namespace aftercare::insight
