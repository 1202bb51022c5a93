#include "insight/trend/slope.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "insight/statistics/long_run.hpp"
#include "insight/statistics/student.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kMostPoints = 1'000;

// Equal values share the middle of their ranks.
Values middle_ranks(Series values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&values](auto one, auto other) { return values[one] < values[other]; });
  Values ranks(values.size());
  for (std::size_t from = 0; from < order.size();) {
    auto to = from + 1;
    while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
    for (auto i = from; i < to; ++i) ranks[order[i]] = static_cast<double>(from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

}  // namespace

Slope slope_of(Series series) {
  const auto group = (series.size() + kMostPoints - 1) / kMostPoints;
  Values values;
  for (std::size_t i = 0; i + group <= series.size(); i += std::max<std::size_t>(1, group)) {
    double sum = 0;
    for (std::size_t k = 0; k < group; ++k) sum += series[i + k];
    values.push_back(sum / static_cast<double>(group));
  }
  const auto n = values.size();
  if (n < 4) return {};
  Values slopes;
  slopes.reserve(n * (n - 1) / 2);
  double concordance = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const double difference = values[j] - values[i];
      slopes.push_back(difference / static_cast<double>((j - i) * group));
      concordance += difference > 0 ? 1 : difference < 0 ? -1 : 0;
    }
  std::sort(slopes.begin(), slopes.end());
  Slope slope;
  const auto m = slopes.size();
  slope.per_step = (slopes[(m - 1) / 2] + slopes[m / 2]) / 2;

  // What the slope leaves, by ranks, as Kendall's correlation sees it: how many times the variance
  // of a slope is that of independent values.
  Values rest(n), ones(n, 1.0), line(n);
  for (std::size_t i = 0; i < n; ++i) {
    line[i] = static_cast<double>(i);
    rest[i] = values[i] - slope.per_step * static_cast<double>(i * group);
  }
  const auto ranks = middle_ranks(rest);
  const auto noise = long_run_of(ranks, {ones, line});
  const auto count = static_cast<double>(n);
  const double alone = (count * count - 1) / 12;  // Variance of n ranks.
  const double variance =
      count * (count - 1) * (2 * count + 5) / 18 * std::max(1.0, noise.variance / alone);
  const double deviation = std::sqrt(variance);
  if (noise.freedom == 0) return slope;
  slope.p = two_sided_student(std::max(0.0, std::abs(concordance) - 1) / deviation, noise.freedom);
  const double half = student_quantile(0.05, noise.freedom) * deviation / 2,
               middle = static_cast<double>(m) / 2;
  const auto at = [&](double rank) {
    return slopes[static_cast<std::size_t>(std::clamp(rank, 0.0, static_cast<double>(m - 1)))];
  };
  slope.low = at(middle - half - 1);
  slope.high = at(middle + half);
  return slope;
}

}  // namespace aftercare::insight
