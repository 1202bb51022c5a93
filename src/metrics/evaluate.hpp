// The frames of a plan's queries, and what each metric is for one combination of values.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/cell.hpp"
#include "metrics/interval.hpp"
#include "metrics/plan.hpp"
#include "store/engine.hpp"

namespace aftercare::metrics {

/// A metric's value and the size of the population behind it.
struct Measured {
  store::Cell value;
  store::Cell n;
  std::optional<Interval> interval = {};
};

class Evaluation {
 public:
  /// Runs every query of the plan. `by` are the dimensions that it groups by.
  static base::Result<Evaluation> run(Plan plan, std::vector<const Dimension*> by,
                                      const store::Engine& engine, const records::Viewer& viewer);

  /// All combinations that some row of the store has; those of stocks only without time, since
  /// their time is when something came or went.
  const std::vector<Key>& keys() const { return keys_; }
  /// The same without their time.
  const std::vector<Key>& keys_without_time() const { return timeless_; }

  /// The metric-th metric for a key of `by`. Counts and sums of nothing are 0, others null.
  Measured measured(std::size_t metric, const Key& key) const;

  const Plan& plan() const { return plan_; }

  /// True if the metric of several days can be put together of theirs: no median, no distinct
  /// count.
  bool is_mergeable(std::size_t metric) const;
  bool is_mean(std::size_t metric) const;
  /// The same question without `by`, whose plan is given, from the counts at hand; none if it has
  /// to be asked: other facts answer it, or something is no count, which alone adds up exactly.
  std::optional<Evaluation> whole(const Plan& plan) const;
  /// The buckets of these days as one, without time. REQUIRES: by time; sums of the means asked.
  Evaluation within(records::Day from, records::Day to, store::DayUnit unit) const;

 private:
  using Rows = std::map<Key, std::vector<store::Cell>, KeyLess>;
  using Levels = std::map<Key, std::map<store::Cell, std::int64_t, decltype(&less)>, KeyLess>;

  void collect_keys();
  void collect_levels();
  Key without_time(const Key& key) const;
  const std::vector<store::Cell>* row(std::size_t part, const Key& key) const;
  bool is_mergeable(const MeasurePlan& plan) const;
  Measured measured(const MeasurePlan& plan, const Key& key) const;
  Measured measured(const RatioPlan& plan, const Key& key) const;
  Measured measured(const DerivedPlan& plan, const Key& key) const;

  Plan plan_;
  std::vector<const Dimension*> by_;
  std::optional<std::size_t> time_;  // Position of time in by_.
  std::vector<Rows> rows_;           // One per part.
  std::vector<Levels> levels_;       // One per metric; empty for those that are no stock.
  std::vector<Key> keys_;
  std::vector<Key> timeless_;
  bool merged_ = false;  // Means stand in their sums only.
};

}  // namespace aftercare::metrics
