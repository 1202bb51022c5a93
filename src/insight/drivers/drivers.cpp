#include "insight/drivers/drivers.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/workers.hpp"
#include "insight/drivers/segment_counts.hpp"
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
Excess excess_count(const GroupSums& in, const GroupSums& rest, double clustering) {
  Excess excess;
  const double a = in.n[1] + 0.5, b = in.n[0] + 0.5, c = rest.n[1] + 0.5, d = rest.n[0] + 0.5;
  excess.value = std::log(a / b / (c / d));
  excess.error = excess.null_error = std::sqrt(clustering * (1 / a + 1 / b + 1 / c + 1 / d));
  return excess;
}

/// Segments told and what each explains, given the others.
class DriverSearch {
 public:
  DriverSearch(const LabelledRows& rows, const DriverSettings& settings, const GroupSums& whole)
      : settings_(settings),
        whole_(whole),
        all_(whole.n[0] + whole.n[1]),
        segments_(rows, settings.depth,
                  std::max(settings.least_rows, settings.least_share * all_)) {
    for (std::size_t i = 0; i < segments_.size(); ++i) looked_at_ += is_candidate(i);
    counts_of_.emplace(0, segments_.sums());
    signature_.resize(segments_.rows().size());
  }

  std::size_t looked_at() const { return looked_at_; }

  std::vector<DrivingSegment> find() {
    while (chosen_.size() < settings_.most_segments) {
      const auto now = whole_now();
      std::vector<Excess> excesses(segments_.size());
      for (std::size_t i = 0; i < segments_.size(); ++i)
        if (is_candidate(i)) excesses[i] = excess_of(sums_now(i), now);
      const auto best = surest(excesses);
      if (best == segments_.size()) break;
      // Only the surest of all is asked about, so Bonferroni's bound holds and no other is needed:
      // a segment and its complement are one test twice, which a rate of false discoveries would
      // count as two discoveries.
      const double p = two_sided(excesses[best].z());
      const double q = std::min(1.0, p * static_cast<double>(looked_at_));
      if (q > settings_.most_q) break;
      choose({best, {}, p, q});
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
  /// Which of the chosen segments a row is in, a bit each. What is taken out of a row depends on
  /// that alone, so sums by signature say everything, whatever the effects are.
  using Signature = std::uint32_t;

  bool is_candidate(std::size_t segment) const {
    const auto& sums = segments_.sums()[segment];
    return sums.n[0] + sums.n[1] <= settings_.most_share * all_;
  }

  void choose(Chosen one) {
    const auto rows = segments_.rows_of(one.segment);
    const auto bit = Signature{1} << chosen_.size();
    chosen_.push_back(std::move(one));
    std::map<Signature, std::vector<std::uint32_t>> moved;  // Of the second group.
    for (const auto row : rows) {
      auto& signature = signature_[row];
      if (segments_.rows().slots[row] / 2 == 1) moved[signature].push_back(row);
      signature |= bit;
    }
    if (chosen_.size() == settings_.most_segments) moved.clear();  // None is sought behind it.
    for (const auto& [before, part] : moved) {
      auto counts = segments_.count(segments_.rows().part(part));
      auto& left = counts_of_.at(before);
      for (std::size_t i = 0; i < counts.size(); ++i) {
        left[i].n[1] -= counts[i].n[1];
        left[i].sum[1] -= counts[i].sum[1];
        left[i].square[1] -= counts[i].square[1];
      }
      counts_of_.emplace(before | bit, std::move(counts));
    }
    whole_of_.clear();
    for (std::size_t row = 0; row < signature_.size(); ++row)
      segments_.rows().add_to(whole_of_[signature_[row]], row);
  }

  // The second group as if the chosen segments that the rows are in had moved like the rest.
  void take_out(GroupSums& sums, Signature signature) const {
    double effect = 0;
    for (std::size_t i = 0; i < chosen_.size(); ++i)
      if ((signature >> i & 1) != 0) effect += chosen_[i].excess.value;
    if (settings_.measure == Measure::mean) {
      sums.square[1] += sums.n[1] * effect * effect - 2 * effect * sums.sum[1];
      sums.sum[1] -= effect * sums.n[1];
    } else {
      sums.n[1] /= std::exp(effect);
    }
  }

  GroupSums sums_now(std::size_t segment) const {
    GroupSums all;
    for (const auto& [signature, counts] : counts_of_) {
      auto sums = counts[segment];
      if (signature != 0) take_out(sums, signature);
      all.add(sums);
    }
    return all;
  }

  // Of all rows, or of those in a chosen segment.
  GroupSums whole_now(Signature bits = 0) const {
    if (chosen_.empty()) return whole_;
    GroupSums all;
    for (const auto& [signature, counts] : whole_of_) {
      if ((signature & bits) != bits) continue;
      auto sums = counts;
      take_out(sums, signature);
      all.add(sums);
    }
    return all;
  }

  // Each chosen segment's excess given the others', in turn until they stay (backfitting; Buja,
  // Hastie and Tibshirani 1989).
  void estimate_together() {
    for (int round = 0; round < 50; ++round) {
      double moved = 0;
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const auto more = excess_of(whole_now(Signature{1} << i), whole_now());
        chosen_[i].excess.value += more.value;
        chosen_[i].excess.error = more.error;
        moved = std::max(moved, std::abs(more.value) / std::max(more.error, 1e-300));
      }
      if (moved < 1e-3) break;
    }
  }

  Excess excess_of(const GroupSums& in, const GroupSums& whole) const {
    GroupSums rest = whole;
    for (int g = 0; g < 2; ++g) {
      rest.n[g] -= in.n[g];
      rest.sum[g] -= in.sum[g];
      rest.square[g] -= in.square[g];
    }
    return settings_.measure == Measure::mean ? excess_mean(in, rest)
                                              : excess_count(in, rest, settings_.clustering);
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
      const auto size = segments_.conditions(i).size(), kept = segments_.conditions(best).size();
      if (one > other * (size > kept ? 1.001 : 1)) best = i;
    }
    return best;
  }

  DrivingSegment told(const Chosen& chosen) const {
    const auto& excess = chosen.excess;
    DrivingSegment one;
    one.conditions = segments_.conditions(chosen.segment);
    one.sums = segments_.sums()[chosen.segment];
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

  const DriverSettings& settings_;
  const GroupSums& whole_;
  double all_;
  Segments segments_;
  std::size_t looked_at_ = 0;
  std::vector<Chosen> chosen_;
  std::vector<Signature> signature_;                       // Of each row.
  std::map<Signature, std::vector<GroupSums>> counts_of_;  // Of each segment; the first group
                                                           // stands with signature 0 alone.
  std::map<Signature, GroupSums> whole_of_;
};

DimensionEffect effect_of(const LabelledRows& rows, std::size_t dimension, const GroupSums& whole,
                          Measure measure) {
  std::vector<GroupSums> of(rows.dimensions[dimension].values.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    rows.add_to(of[rows.dimensions[dimension].of[row]], row);
  DimensionEffect effect{dimension, 0, 0};
  const double middle = measure == Measure::mean ? (whole.mean(0) + whole.mean(1)) / 2 : 0;
  for (const auto& part : of) {
    const double share[2] = {part.n[0] / whole.n[0], part.n[1] / whole.n[1]};
    if (measure == Measure::count) {
      effect.mix += std::abs(share[1] - share[0]) / 2;  // Share of rows that would have to move.
      continue;
    }
    if (part.n[0] + part.n[1] == 0) continue;
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
    error = settings.clustering * (whole.n[0] + whole.n[1]);  // Of two Poisson counts.
  }
  drivers.gap_low = drivers.gap - kNormal95 * std::sqrt(error);
  drivers.gap_high = drivers.gap + kNormal95 * std::sqrt(error);
  drivers.dimensions.resize(rows.dimensions.size());
  base::for_blocks(rows.dimensions.size(), 1, base::default_workers(),
                   [&](std::size_t d, std::size_t, std::size_t) {
                     drivers.dimensions[d] = effect_of(rows, d, whole, settings.measure);
                   });
  std::stable_sort(drivers.dimensions.begin(), drivers.dimensions.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.mix) > std::abs(b.mix); });
  DriverSearch search(rows, settings, whole);
  drivers.depth = std::min(settings.depth, rows.dimensions.size());
  drivers.looked_at = search.looked_at();
  drivers.segments = search.find();
  return drivers;
}

}  // namespace aftercare::insight
