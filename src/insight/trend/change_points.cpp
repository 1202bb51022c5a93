#include "insight/trend/change_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "insight/statistics/noise.hpp"
#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kShortest = 5;
constexpr double kPenalty = 3;

// Values farther than three deviations from the median of their seven neighbours lie at that limit.
Values outliers_drawn_in(Series series, double deviation) {
  Values drawn(series.begin(), series.end());
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto from = i < 3 ? 0 : i - 3, to = std::min(series.size(), i + 4);
    Values near(series.begin() + static_cast<std::ptrdiff_t>(from),
                series.begin() + static_cast<std::ptrdiff_t>(to));
    const auto middle = near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2);
    std::nth_element(near.begin(), middle, near.end());
    drawn[i] = std::clamp(drawn[i], *middle - 3 * deviation, *middle + 3 * deviation);
  }
  return drawn;
}

/// Squared distance of values [from, to) to their mean, by running sums.
class SegmentCost {
 public:
  explicit SegmentCost(const Values& values) : sums_(values.size() + 1), squares_(sums_) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      sums_[i + 1] = sums_[i] + values[i];
      squares_[i + 1] = squares_[i] + values[i] * values[i];
    }
  }
  double operator()(std::size_t from, std::size_t to) const {
    const double sum = sums_[to] - sums_[from];
    return squares_[to] - squares_[from] - sum * sum / static_cast<double>(to - from);
  }

 private:
  Values sums_, squares_;
};

std::vector<std::size_t> best_cuts(const Values& values, double penalty) {
  const SegmentCost cost(values);
  const auto n = values.size();
  Values least(n + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> last(n + 1, 0), open{0};
  least[0] = -penalty;
  for (auto to = kShortest; to <= n; ++to) {
    for (const auto from : open) {
      if (to - from < kShortest) continue;
      const double whole = least[from] + cost(from, to) + penalty;
      if (whole < least[to]) least[to] = whole, last[to] = from;
    }
    // What cannot win now never will.
    std::erase_if(open, [&](std::size_t from) {
      return to - from >= kShortest && least[from] + cost(from, to) > least[to];
    });
    if (to >= kShortest) open.push_back(to);
  }
  std::vector<std::size_t> cuts;
  for (auto at = last[n]; at > 0; at = last[at]) cuts.push_back(at);
  std::reverse(cuts.begin(), cuts.end());
  return cuts;
}

}  // namespace

std::vector<ChangePoint> change_points(Series series) {
  const auto n = series.size();
  if (n < 2 * kShortest) return {};
  const auto noise = noise_of(series);
  Values values(series.begin(), series.end());
  for (auto& value : values) value -= series[0];  // Running sums of small numbers lose less.
  values = outliers_drawn_in(values, noise.deviation);
  // Where nothing moves but at the changes, any is one.
  const double variance = noise.deviation > 0 ? noise.long_run_variance()
                                              : 1e-12 * std::max(1.0, series[0] * series[0]);
  const auto cuts = best_cuts(values, kPenalty * std::log(static_cast<double>(n)) * variance);
  std::vector<std::size_t> ends{0};
  ends.insert(ends.end(), cuts.begin(), cuts.end());
  ends.push_back(n);
  const auto mean = [&](std::size_t from, std::size_t to) {
    double sum = 0;
    for (auto i = from; i < to; ++i) sum += values[i] + series[0];
    return sum / static_cast<double>(to - from);
  };
  std::vector<ChangePoint> changes;
  for (std::size_t i = 1; i + 1 < ends.size(); ++i) {
    ChangePoint change{ends[i], mean(ends[i - 1], ends[i]), mean(ends[i], ends[i + 1]), 0, 0};
    const double error = std::sqrt(variance * (1 / static_cast<double>(ends[i] - ends[i - 1]) +
                                               1 / static_cast<double>(ends[i + 1] - ends[i])));
    const double difference = change.after - change.before;
    change.low = difference - kNormal95 * error;
    change.high = difference + kNormal95 * error;
    changes.push_back(change);
  }
  return changes;
}

}  // namespace aftercare::insight
