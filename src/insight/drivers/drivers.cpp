#include "insight/drivers/drivers.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

/// How much more a segment moved than the rest, on the scale where it is tested.
struct Excess {
  double value = 0;       // Of counts the logarithm of the factor.
  double error = 0;       // Standard error; 0: it cannot be told.
  double null_error = 0;  // The same if nothing moved otherwise.

  double z() const { return error > 0 && null_error > 0 ? value / null_error : 0; }
};

double variance_within(const GroupSums& sums, int group) {
  return std::max(0.0, sums.square[group] - sums.sum[group] * sums.sum[group] / sums.n[group]);
}

// Variance about the mean of both groups together.
double variance_across(const GroupSums& sums) {
  const double n = sums.n[0] + sums.n[1], sum = sums.sum[0] + sums.sum[1];
  return std::max(0.0, sums.square[0] + sums.square[1] - sum * sum / n) / (n - 1);
}

// Difference in differences of the means. It is tested by the variance that it has when labels of
// groups are shuffled (Pitman 1937): means of few 0 and 1 are no normal numbers, and an extreme
// difference leaves too little variance within.
Excess excess_mean(const GroupSums& in, const GroupSums& rest) {
  Excess excess;
  double within = 0, across = 0;
  for (const auto* part : {&in, &rest}) {
    if (part->n[0] < 2 || part->n[1] < 2) return excess;
    const double halves = 1 / part->n[0] + 1 / part->n[1];
    within += (variance_within(*part, 0) + variance_within(*part, 1)) /
              (part->n[0] + part->n[1] - 2) * halves;
    across += variance_across(*part) * halves;
  }
  excess.value = (in.mean(1) - in.mean(0)) - (rest.mean(1) - rest.mean(0));
  excess.error = std::sqrt(within);
  excess.null_error = std::sqrt(across);
  return excess;
}

// Logarithm of the odds ratio of group and segment; half a row is added to each of the four counts
// (Haldane 1956).
Excess excess_count(const GroupSums& in, const GroupSums& rest) {
  Excess excess;
  const double a = in.n[1] + 0.5, b = in.n[0] + 0.5, c = rest.n[1] + 0.5, d = rest.n[0] + 0.5;
  excess.value = std::log(a / b / (c / d));
  excess.error = excess.null_error = std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return excess;
}

using Conditions = std::vector<std::pair<std::size_t, std::uint32_t>>;

struct Segment {
  Conditions conditions;
  std::vector<std::uint32_t> cells;
};

class DriverSearch {
 public:
  DriverSearch(const LabelledRows& rows, const DriverSettings& settings)
      : rows_(rows), settings_(settings), sums_(rows.sums), whole_(rows.whole()) {
    std::vector<std::uint32_t> all(rows.cells.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    least_ = std::max(settings.least_rows, settings.least_share * (whole_.n[0] + whole_.n[1]));
    split(all, 0, {});
  }

  std::size_t looked_at() const { return segments_.size(); }

  std::vector<DrivingSegment> find() {
    while (chosen_.size() < settings_.most_segments) {
      const auto now = whole_now();
      std::vector<Excess> excesses;
      for (const auto& segment : segments_) excesses.push_back(excess_of(segment, now));
      const auto best = surest(excesses);
      if (best == segments_.size()) break;
      // Only the surest of all is asked about, so Bonferroni's bound holds and no other is needed:
      // a segment and its complement are one test twice, which a rate of false discoveries would
      // count as two discoveries.
      const double p = two_sided(excesses[best].z());
      const double q = std::min(1.0, p * static_cast<double>(segments_.size()));
      if (q > settings_.most_q) break;
      chosen_.push_back({best, {}, p, q});
      estimate_together();
    }
    std::vector<DrivingSegment> found;
    for (const auto& one : chosen_) found.push_back(told(one));
    return found;
  }

 private:
  struct Chosen {
    std::size_t segment;
    Excess excess;  // Beside those of all other chosen ones.
    double p, q;
  };

  // Each chosen segment's excess given the others', in turn until they stay (backfitting; Buja,
  // Hastie and Tibshirani 1989).
  void estimate_together() {
    for (int round = 0; round < 50; ++round) {
      double moved = 0;
      for (auto& one : chosen_) {
        const auto& segment = segments_[one.segment];
        const auto more = excess_of(segment, whole_now());
        take_out(segment, more.value);
        one.excess.value += more.value;
        one.excess.error = more.error;
        moved = std::max(moved, std::abs(more.value) / std::max(more.error, 1e-300));
      }
      if (moved < 1e-3) break;
    }
  }

  // Depth first over the dimensions in order; a part that is too small has no large part.
  void split(const std::vector<std::uint32_t>& cells, std::size_t from, const Conditions& by) {
    if (by.size() == settings_.depth) return;
    for (auto d = from; d < rows_.dimensions.size(); ++d) {
      const auto values = rows_.dimensions[d].values.size();
      std::vector<double> counts(values + 1);  // With the rare ones together, which are no value.
      for (const auto cell : cells)
        counts[rows_.cells[cell][d]] += sums_[cell].n[0] + sums_[cell].n[1];
      std::vector<std::vector<std::uint32_t>> parts(values);
      for (const auto cell : cells)
        if (const auto value = rows_.cells[cell][d]; value < values && counts[value] >= least_)
          parts[value].push_back(cell);
      for (std::uint32_t value = 0; value < values; ++value) {
        auto& of = parts[value];
        // All rows, or all of the part, are no segment of it.
        if (of.empty() || of.size() == cells.size()) continue;
        const double count = counts[value];
        auto conditions = by;
        conditions.emplace_back(d, value);
        split(of, d + 1, conditions);
        if (count <= settings_.most_share * (whole_.n[0] + whole_.n[1]))
          segments_.push_back({std::move(conditions), std::move(of)});
      }
    }
  }

  GroupSums whole_now() const {
    GroupSums all;
    for (const auto& one : sums_) all.add(one);
    return all;
  }

  Excess excess_of(const Segment& segment, const GroupSums& whole) const {
    GroupSums in, rest = whole;
    for (const auto cell : segment.cells) in.add(sums_[cell]);
    for (int g = 0; g < 2; ++g) {
      rest.n[g] -= in.n[g];
      rest.sum[g] -= in.sum[g];
      rest.square[g] -= in.square[g];
    }
    return settings_.measure == Measure::mean ? excess_mean(in, rest) : excess_count(in, rest);
  }

  bool is_chosen(std::size_t segment) const {
    return std::any_of(chosen_.begin(), chosen_.end(),
                       [segment](const Chosen& one) { return one.segment == segment; });
  }

  // The largest z; of nearly equal ones that with the fewest conditions.
  std::size_t surest(const std::vector<Excess>& excesses) const {
    std::size_t best = segments_.size();
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      if (!(excesses[i].null_error > 0) || is_chosen(i)) continue;
      if (best == segments_.size()) {
        best = i;
        continue;
      }
      const double one = std::abs(excesses[i].z()), other = std::abs(excesses[best].z());
      const auto size = segments_[i].conditions.size(), kept = segments_[best].conditions.size();
      if (size < kept ? one >= other * 0.999 : one > other * (size > kept ? 1.001 : 1)) best = i;
    }
    return best;
  }

  DrivingSegment told(const Chosen& chosen) const {
    const auto& segment = segments_[chosen.segment];
    const auto& excess = chosen.excess;
    DrivingSegment one;
    one.conditions = segment.conditions;
    for (const auto cell : segment.cells) one.sums.add(rows_.sums[cell]);
    one.p = chosen.p;
    one.q = chosen.q;
    const double low = excess.value - kNormal95 * excess.error,
                 high = excess.value + kNormal95 * excess.error;
    if (settings_.measure == Measure::mean) {
      // What the whole's gap would lose if the segment had moved like the rest.
      const double share = one.sums.n[1] / whole_.n[1];
      one.excess = excess.value, one.low = low, one.high = high;
      one.contribution = share * excess.value;
      one.contribution_low = share * low;
      one.contribution_high = share * high;
    } else {
      one.excess = std::exp(excess.value), one.low = std::exp(low), one.high = std::exp(high);
      const auto rows_more = [&](double factor) { return one.sums.n[1] * (1 - 1 / factor); };
      one.contribution = rows_more(one.excess);
      one.contribution_low = rows_more(one.low);
      one.contribution_high = rows_more(one.high);
    }
    return one;
  }

  // The segment's second group as if it had moved like the rest.
  void take_out(const Segment& segment, double excess) {
    for (const auto cell : segment.cells) {
      auto& sums = sums_[cell];
      if (settings_.measure == Measure::mean) {
        sums.square[1] += sums.n[1] * excess * excess - 2 * excess * sums.sum[1];
        sums.sum[1] -= excess * sums.n[1];
      } else {
        sums.n[1] /= std::exp(excess);
      }
    }
  }

  const LabelledRows& rows_;
  const DriverSettings& settings_;
  std::vector<GroupSums> sums_;  // What is not explained yet.
  GroupSums whole_;
  double least_ = 0;
  std::vector<Segment> segments_;
  std::vector<Chosen> chosen_;
};

// The rows with values too rare for a segment taken together, dimension by dimension: no segment
// changes, and many cells become one. Such a value is the number behind the last.
LabelledRows coarse(const LabelledRows& rows, double least) {
  const auto dimensions = rows.dimensions.size();
  std::vector<std::vector<std::uint32_t>> kept(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) {
    const auto values = rows.dimensions[d].values.size();
    std::vector<double> counts(values);
    for (std::size_t i = 0; i < rows.cells.size(); ++i)
      counts[rows.cells[i][d]] += rows.sums[i].n[0] + rows.sums[i].n[1];
    for (std::uint32_t value = 0; value < values; ++value)
      kept[d].push_back(counts[value] >= least ? value : static_cast<std::uint32_t>(values));
  }
  const auto hash = [](const std::vector<std::uint32_t>& cell) {
    std::uint64_t mixed = 14695981039346656037ULL;
    for (const auto value : cell) mixed = (mixed ^ value) * 1099511628211ULL;
    return static_cast<std::size_t>(mixed ^ mixed >> 29);
  };
  std::unordered_map<std::vector<std::uint32_t>, std::size_t, decltype(hash)> place_of(
      rows.cells.size(), hash);
  LabelledRows merged;
  merged.dimensions = rows.dimensions;
  std::vector<std::uint32_t> cell(dimensions);
  for (std::size_t i = 0; i < rows.cells.size(); ++i) {
    for (std::size_t d = 0; d < dimensions; ++d) cell[d] = kept[d][rows.cells[i][d]];
    const auto [found, is_new] = place_of.emplace(cell, merged.cells.size());
    if (is_new) {
      merged.cells.push_back(cell);
      merged.sums.emplace_back();
    }
    merged.sums[found->second].add(rows.sums[i]);
  }
  return merged;
}

constexpr double kMostCells = 2e8;  // In the lists of all segments.

double cells_in_segments(const LabelledRows& rows, std::size_t depth) {
  double choices = 1, all = 0;
  for (std::size_t k = 1; k <= std::min(depth, rows.dimensions.size()); ++k) {
    choices *= static_cast<double>(rows.dimensions.size() - k + 1) / static_cast<double>(k);
    all += choices;
  }
  return all * static_cast<double>(rows.cells.size());
}

DimensionEffect effect_of(const LabelledRows& rows, std::size_t dimension, const GroupSums& whole,
                          Measure measure) {
  std::vector<GroupSums> of(rows.dimensions[dimension].values.size());
  for (std::size_t i = 0; i < rows.cells.size(); ++i)
    of[rows.cells[i][dimension]].add(rows.sums[i]);
  DimensionEffect effect{dimension, 0, 0};
  const double middle = measure == Measure::mean ? (whole.mean(0) + whole.mean(1)) / 2 : 0;
  for (const auto& part : of) {
    const double share[2] = {part.n[0] / whole.n[0], part.n[1] / whole.n[1]};
    if (measure == Measure::count) {
      effect.mix += std::abs(share[1] - share[0]) / 2;  // Share of rows that would have to move.
      continue;
    }
    // A value that one group lacks has there the mean it has in the other: it is all mix.
    const double first = part.n[0] > 0 ? part.mean(0) : part.mean(1),
                 second = part.n[1] > 0 ? part.mean(1) : part.mean(0);
    effect.rate += (share[0] + share[1]) / 2 * (second - first);
    effect.mix += (share[1] - share[0]) * ((first + second) / 2 - middle);
  }
  return effect;
}

}  // namespace

base::Result<Drivers> drivers_of(const LabelledRows& rows, const DriverSettings& settings) {
  Drivers drivers;
  drivers.whole = rows.whole();
  const auto& whole = drivers.whole;
  const bool mean = settings.measure == Measure::mean;
  for (int g = 0; g < 2; ++g)
    if (whole.n[g] < (mean ? 2 : 1))
      return base::failure(
          base::ErrorKind::input,
          g == 0 ? "too few rows in the first group" : "too few rows in the second group",
          g == 0 ? "第一组的行数不足" : "第二组的行数不足");
  double error = 0;
  if (mean) {
    drivers.gap = whole.mean(1) - whole.mean(0);
    for (int g = 0; g < 2; ++g) error += variance_within(whole, g) / (whole.n[g] - 1) / whole.n[g];
  } else {
    drivers.gap = whole.n[1] - whole.n[0];
    error = whole.n[0] + whole.n[1];  // Of two Poisson counts.
  }
  drivers.gap_low = drivers.gap - kNormal95 * std::sqrt(error);
  drivers.gap_high = drivers.gap + kNormal95 * std::sqrt(error);
  for (std::size_t d = 0; d < rows.dimensions.size(); ++d)
    drivers.dimensions.push_back(effect_of(rows, d, whole, settings.measure));
  std::stable_sort(drivers.dimensions.begin(), drivers.dimensions.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.mix) > std::abs(b.mix); });
  const auto merged =
      coarse(rows, std::max(settings.least_rows, settings.least_share * (whole.n[0] + whole.n[1])));
  auto bounded = settings;
  while (bounded.depth > 1 && cells_in_segments(merged, bounded.depth) > kMostCells)
    --bounded.depth;
  drivers.depth = bounded.depth;
  DriverSearch search(merged, bounded);
  drivers.looked_at = search.looked_at();
  drivers.segments = search.find();
  return drivers;
}

}  // namespace aftercare::insight
