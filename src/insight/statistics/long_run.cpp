#include "insight/statistics/long_run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace aftercare::insight {
namespace {

double product(Series one, Series other) {
  return std::inner_product(one.begin(), one.end(), other.begin(), 0.0);
}

// Takes out of `of` what the orthonormal `basis` explains; what is left of its length.
double less_basis(Values& of, const std::vector<Values>& basis) {
  const double before = std::sqrt(product(of, of));
  for (int twice = 0; twice < 2; ++twice)  // Once leaves errors of rounding.
    for (const auto& one : basis) {
      const double along = product(of, one);
      for (std::size_t i = 0; i < of.size(); ++i) of[i] -= along * one[i];
    }
  return before > 0 ? std::sqrt(product(of, of)) / before : 0;
}

void put_into(std::vector<Values>& basis, Values one) {
  const double length = std::sqrt(product(one, one));
  for (auto& value : one) value /= length;
  basis.push_back(std::move(one));
}

}  // namespace

LongRun long_run_of(Series series, const std::vector<Values>& regressors) {
  const auto n = series.size();
  std::vector<Values> basis;
  for (auto one : regressors)
    if (less_basis(one, basis) > 1e-9) put_into(basis, std::move(one));
  Values rest(series.begin(), series.end());
  const double spread = less_basis(rest, basis);
  LongRun result;
  // As many as are best for size and power at once where errors persist as those of days do.
  const auto wanted = std::max<std::size_t>(
      4, static_cast<std::size_t>(0.4 * std::pow(static_cast<double>(n), 2.0 / 3)));
  const auto explained = basis.size();
  for (std::size_t wave = 1; wave < n && basis.size() - explained < wanted; ++wave) {
    Values one(n);
    for (std::size_t i = 0; i < n; ++i)
      one[i] = std::cos(std::numbers::pi * static_cast<double>(wave) *
                        (static_cast<double>(i) + 0.5) / static_cast<double>(n));
    if (less_basis(one, basis) < 0.3) continue;  // The regressors are nearly this wave.
    put_into(basis, std::move(one));
    const double along = product(rest, basis.back());
    result.variance += along * along;
    result.freedom += 1;
  }
  if (result.freedom < 3) return {};
  result.variance = spread > 1e-12 ? result.variance / result.freedom : 0;
  return result;
}

}  // namespace aftercare::insight
