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

/// Rows of aggregates by their key, in its order.
class KeyedRows {
 public:
  struct Row {
    Key key;
    std::vector<store::Cell> cells;
  };

  KeyedRows() = default;
  /// Of rows with one key the first stays.
  explicit KeyedRows(std::vector<Row> rows);

  const std::vector<store::Cell>* find(const Key& key) const;
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

 private:
  std::vector<Row> rows_;
};

/// Asks the parts of a plan that have groups and something that does not add up for their total.
void with_totals(Plan& plan);

/// True if the metric of several groups can be put together of theirs: no median, no distinct
/// count, no level.
bool adds_up(const Plan& plan, std::size_t metric);
/// True if every part has this one of the dimensions.
bool is_by(const Plan& plan, std::size_t dimension);

/// The rows that a limited answer shows: the first by one of the metrics, then by their keys.
struct FirstRows {
  std::size_t metric = 0;
  bool descending = true;
  std::size_t count = 0;
};

class Evaluation {
 public:
  /// Runs every query of the plan. `by` are the dimensions that it groups by. Of `first`, only
  /// these rows are kept, and the total of all. REQUIRES then: one part, of metrics that count
  /// rows.
  static base::Result<Evaluation> run(Plan plan, std::vector<const Dimension*> by,
                                      const store::Engine& engine, const records::Viewer& viewer,
                                      std::optional<FirstRows> first = std::nullopt);

  /// Rows that `first` did not keep.
  std::size_t left_out() const { return left_out_; }

  /// All combinations that some row of the store has; those of stocks only without time, since
  /// their time is when something came or went.
  const std::vector<Key>& keys() const { return keys_; }
  /// The same without their time; none if there is no time.
  const std::vector<Key>& keys_without_time() const { return timeless_; }

  /// The metric-th metric for a key of `by`. Counts and sums of nothing are 0, others null.
  Measured measured(std::size_t metric, const Key& key) const;

  const Plan& plan() const { return plan_; }

  /// The same question without `by`, whose plan is given, from the rows at hand; none if it has to
  /// be asked: other measures answer it, or something neither adds up nor was asked with_totals().
  std::optional<Evaluation> whole(const Plan& plan) const;
  /// The buckets that begin on these days. REQUIRES: every part is by time.
  Evaluation between(records::Day from, records::Day to) const;
  /// The buckets of these days as one, without time. REQUIRES: by time.
  Evaluation within(records::Day from, records::Day to, store::DayUnit unit) const;

 private:
  struct Level {
    std::int64_t rows = 0;
    double days = 0;  // On which they were opened, since 1970-01-01, added up; of ages only.
  };
  using Levels = std::map<Key, std::map<store::Cell, Level, decltype(&less)>, KeyLess>;

  void keep_first(const FirstRows& first, std::vector<std::vector<store::Cell>>& rows);
  void collect_keys();
  void collect_levels();
  Key without_time(const Key& key) const;
  const std::vector<store::Cell>* row(std::size_t part, const Key& key) const;
  Measured measured(const MeasurePlan& plan, const Key& key) const;
  Measured measured(const RatioPlan& plan, const Key& key) const;
  Measured measured(const StockPlan& plan, const Levels& levels, const Key& key) const;
  Measured measured(const DerivedPlan& plan, const Key& key) const;

  Plan plan_;
  std::vector<const Dimension*> by_;
  std::optional<std::size_t> time_;                              // Position of time in by_.
  std::vector<KeyedRows> rows_;                                  // One per part.
  std::vector<std::optional<std::vector<store::Cell>>> totals_;  // Of parts with a total, no keys.
  std::vector<Levels> levels_;  // One per metric; empty for those that are no stock.
  std::vector<Key> keys_;
  std::vector<Key> timeless_;
  std::size_t left_out_ = 0;
};

}  // namespace aftercare::metrics
