#include "insight/impact/synthetic_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace aftercare::insight {
namespace {

constexpr std::size_t kLeastSides = 5;

Values less_past_mean(Series series, std::size_t at) {
  const double mean =
      std::accumulate(series.begin(), series.begin() + static_cast<std::ptrdiff_t>(at), 0.0) /
      static_cast<double>(at);
  Values rest(series.begin(), series.end());
  for (auto& value : rest) value -= mean;
  return rest;
}

double past_product(const Values& one, const Values& other, std::size_t at) {
  return std::inner_product(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(at),
                            other.begin(), 0.0);
}

// The nearest point with weights >= 0 and sum 1 (Duchi et al. 2008).
Values on_simplex(Values weights) {
  auto sorted = weights;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  double sum = 0, less = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    const double candidate = (sum - 1) / static_cast<double>(i + 1);
    if (sorted[i] > candidate) less = candidate;
  }
  for (auto& weight : weights) weight = std::max(0.0, weight - less);
  return weights;
}

// Least squares on the past by projected gradients with momentum (Beck and Teboulle 2009); a little
// is added to the squares of the weights, so that many short series do not fit noise.
Values weights_of(const Values& treated, const std::vector<Values>& others, std::size_t at) {
  const auto k = others.size();
  std::vector<Values> gram(k, Values(k));
  Values right(k);
  double trace = 0;
  for (std::size_t i = 0; i < k; ++i) {
    right[i] = past_product(others[i], treated, at);
    for (std::size_t j = 0; j <= i; ++j)
      gram[i][j] = gram[j][i] = past_product(others[i], others[j], at);
    trace += gram[i][i];
  }
  for (std::size_t i = 0; i < k; ++i) gram[i][i] += 0.05 * trace / static_cast<double>(k);
  Values weights(k, 1.0 / static_cast<double>(k)), ahead = weights;
  if (!(trace > 0)) return weights;
  const double step = 1 / (trace * 1.05);  // No eigenvalue is larger.
  double momentum = 1;
  for (int round = 0; round < 3'000; ++round) {
    Values next = ahead;
    for (std::size_t i = 0; i < k; ++i)
      next[i] += step * (right[i] -
                         std::inner_product(gram[i].begin(), gram[i].end(), ahead.begin(), 0.0));
    next = on_simplex(std::move(next));
    const double further = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
    double moved = 0;
    for (std::size_t i = 0; i < k; ++i) {
      moved = std::max(moved, std::abs(next[i] - weights[i]));
      ahead[i] = next[i] + (momentum - 1) / further * (next[i] - weights[i]);
    }
    weights = std::move(next);
    momentum = further;
    if (moved < 1e-9) break;
  }
  return weights;
}

struct Missed {
  Values weights, control;
  double before = 0, after = 0;  // Root mean squares.

  double ratio() const { return before > 0 ? after / before : after > 0 ? INFINITY : 0; }
};

Missed missed_by(const Values& treated, const std::vector<Values>& others, std::size_t at) {
  Missed missed{weights_of(treated, others, at), Values(treated.size()), 0, 0};
  for (std::size_t s = 0; s < others.size(); ++s)
    for (std::size_t i = 0; i < treated.size(); ++i)
      missed.control[i] += missed.weights[s] * others[s][i];
  for (std::size_t i = 0; i < treated.size(); ++i) {
    const double off = treated[i] - missed.control[i];
    (i < at ? missed.before : missed.after) += off * off;
  }
  missed.before = std::sqrt(missed.before / static_cast<double>(at));
  missed.after = std::sqrt(missed.after / static_cast<double>(treated.size() - at));
  return missed;
}

}  // namespace

base::Result<SyntheticControl> synthetic_control(Series treated, const std::vector<Values>& others,
                                                 std::size_t at) {
  const auto n = treated.size();
  if (others.empty())
    return base::failure(base::ErrorKind::input, "there is no other series to compare with",
                         "没有可作对照的其他序列");
  if (at < kLeastSides || n < at + kLeastSides)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("too few values: {} before and {} after, at least {} of each are needed",
                    std::min(at, n), n - std::min(at, n), kLeastSides),
        fmt::format("数据过少：之前 {} 个、之后 {} 个，各至少需要 {} 个", std::min(at, n),
                    n - std::min(at, n), kLeastSides));
  const auto own = less_past_mean(treated, at);
  std::vector<Values> rest;
  for (const auto& other : others) rest.push_back(less_past_mean(other, at));
  auto missed = missed_by(own, rest, at);
  SyntheticControl control;
  // Each of the others takes the place of the treated one, which is then none of the others: it was
  // touched.
  std::size_t as_much = 0;
  for (std::size_t s = 0; s < rest.size() && rest.size() > 1; ++s) {
    auto without = rest;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(s));
    ++control.placebos;
    as_much += missed_by(rest[s], without, at).ratio() >= missed.ratio();
  }
  control.placebo_p = static_cast<double>(1 + as_much) / static_cast<double>(1 + control.placebos);
  control.weights = std::move(missed.weights);
  const double level =
      std::accumulate(treated.begin(), treated.begin() + static_cast<std::ptrdiff_t>(at), 0.0) /
      static_cast<double>(at);
  for (const auto value : missed.control) control.values.push_back(level + value);
  control.left_before = missed.before;
  control.left_after = missed.after;
  return control;
}

std::vector<std::size_t> matched_controls(Series treated, const std::vector<Values>& others,
                                          std::size_t at, std::size_t most) {
  const auto own = less_past_mean(treated, at);
  std::vector<std::pair<double, std::size_t>> distances;
  for (std::size_t s = 0; s < others.size(); ++s) {
    const auto rest = less_past_mean(others[s], at);
    double squares = 0;
    for (std::size_t i = 0; i < at; ++i) squares += (own[i] - rest[i]) * (own[i] - rest[i]);
    distances.emplace_back(squares, s);
  }
  std::sort(distances.begin(), distances.end());
  std::vector<std::size_t> nearest;
  for (std::size_t i = 0; i < std::min(most, distances.size()); ++i)
    nearest.push_back(distances[i].second);
  return nearest;
}

}  // namespace aftercare::insight
