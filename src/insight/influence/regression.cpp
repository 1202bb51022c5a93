#include "insight/influence/regression.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace aftercare::insight {
namespace {

constexpr double kPriorPrecision = 1.0 / 9;  // Of each coefficient but the first.
constexpr std::size_t kMostSteps = 30;

double linear(std::span<const Design::Entry> row, const std::vector<double>& coefficients) {
  double sum = 0;
  for (const auto& [column, value] : row) sum += coefficients[column] * value;
  return sum;
}

// One step of Newton's method: the information, and the coefficients it leads to.
struct NewtonStep {
  Symmetric information;
  std::vector<double> right;
};

}  // namespace

std::optional<Regression> regress(const Design& design, const std::vector<double>& target,
                                  bool logistic) {
  const auto p = design.columns;
  const auto n = design.rows();
  // Of a mean the prior is in parts of the target's spread, which is also what is left over first.
  double mean = 0, spread = 0;
  for (const auto one : target) mean += one / static_cast<double>(n);
  for (const auto one : target) spread += (one - mean) * (one - mean) / static_cast<double>(n);
  if (!(spread > 0) || n <= p) return std::nullopt;
  std::vector<double> b(p, 0.0);
  b[0] = logistic ? std::log(mean / (1 - mean)) : mean;
  const double precision = logistic ? kPriorPrecision : kPriorPrecision / n;
  std::optional<Symmetric::Factor> factor;
  for (std::size_t step = 0; step < kMostSteps; ++step) {
    NewtonStep newton{Symmetric(p), std::vector<double>(p, 0.0)};
    for (std::size_t row = 0; row < n; ++row) {
      const auto entries =
          std::span(design.entries)
              .subspan(design.begins[row], design.begins[row + 1] - design.begins[row]);
      const double eta = linear(entries, b);
      const double fitted = logistic ? 1 / (1 + std::exp(-eta)) : eta;
      const double weight = logistic ? std::max(1e-12, fitted * (1 - fitted)) : 1;
      const double off = target[row] - fitted;
      for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto [column, value] = entries[i];
        newton.right[column] += value * off;
        for (std::size_t j = 0; j <= i; ++j)
          newton.information(column, entries[j].first) += weight * value * entries[j].second;
      }
    }
    for (std::size_t i = 1; i < p; ++i) {
      newton.information(i, i) += precision;
      newton.right[i] -= precision * b[i];
    }
    factor = newton.information.factor();
    if (!factor) return std::nullopt;
    const auto move = factor->solve(std::move(newton.right));
    double most = 0;
    for (std::size_t i = 0; i < p; ++i) {
      b[i] += std::clamp(move[i], -5.0 * (logistic ? 1 : 1e300), 5.0 * (logistic ? 1 : 1e300));
      most = std::max(most, std::abs(move[i]));
    }
    if (!std::isfinite(most)) return std::nullopt;
    if (most < 1e-8 || !logistic) break;
  }
  double left = 1;
  if (!logistic) {
    left = 0;
    for (std::size_t row = 0; row < n; ++row) {
      const auto entries =
          std::span(design.entries)
              .subspan(design.begins[row], design.begins[row + 1] - design.begins[row]);
      const double off = target[row] - linear(entries, b);
      left += off * off / static_cast<double>(n - p);
    }
  }
  Regression fit;
  fit.coefficients = b;
  fit.covariance.resize(p * p);
  for (std::size_t i = 0; i < p; ++i) {
    std::vector<double> unit(p, 0.0);
    unit[i] = left;
    const auto column = factor->solve(std::move(unit));
    std::ranges::copy(column, fit.covariance.begin() + static_cast<std::ptrdiff_t>(i * p));
  }
  return fit;
}

}  // namespace aftercare::insight
