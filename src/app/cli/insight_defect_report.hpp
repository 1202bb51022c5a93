// Groups that fail beside their siblings: judged, and told at a terminal and as JSON.

#pragma once

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/insight_table.hpp"
#include "base/result.hpp"
#include "insight/defects/failure_rates.hpp"
#include "insight/defects/survival.hpp"

namespace aftercare::app {

struct DefectGroup {
  std::string dimension;
  std::string value;
  std::string what, failure;  // Failures of one kind only: a dimension and its value; or empty.
  std::string called, what_called;  // The dimensions as people call them; empty: by their names.
  insight::Failures failures;
  insight::StratifiedFailures strata;  // The same, in the strata of the dimension.
  std::vector<insight::Lifetime> lifetimes;
  std::vector<insight::Failures> steps;  // In the order of time.
  // What came of it:
  insight::ShrunkRate rate;
  insight::LogRank log_rank;
  double log_rank_q = 1;
  std::optional<insight::Weibull> weibull;
  std::optional<insight::RateWarning> warning;
  bool ranked = false;     // The log-rank test was made.
  bool by_counts = false;  // Judged by its rate alone; lifetimes are told beside it.
  double q() const { return by_counts ? rate.q : std::min(rate.q, log_rank_q); }
  // Failures beyond what siblings of such a rate have, at the lower end of what it may be: a narrow
  // group of which one is sure comes before a wide one that only holds it.
  double sure_excess() const {
    const double at_low = rate.low * failures.n;
    return at_low > rate.expected ? at_low - rate.expected
                                  : std::min(0.0, failures.failed - rate.expected);
  }
};

// The dimension in whose values siblings are alike.
struct ComparedWithin {
  std::string dimension;
  std::string called;  // As people call it; empty: by its name.
};

struct DefectReport {
  bool lives = false;         // From units with lifetimes; else from counts ...
  bool ages = false;          // ... with lifetimes beside them, as far as orders are known.
  std::size_t unmatched = 0;  // Failures that have none.
  double scale = 1;           // Of rates.
  std::map<std::string, double> clustering;  // Failures that come together, by kind; "": all.
  double clustering_of(const std::string& what) const {
    const auto found = clustering.find(what);
    return found == clustering.end() ? 1 : found->second;
  }
  double n = 0;
  double failed = 0;
  double without_units = 0;          // Failures of values of which nothing was sold: left out.
  std::vector<std::string> unnamed;  // Parts sold that no text is known to name: left out.
  double units = 0, longest = 0;     // With lifetimes, and the longest of them.
  std::vector<insight::SurvivalPoint> curve;
  std::vector<DefectGroup> groups;
  std::map<std::string, ComparedWithin> compared_within;  // By dimension; it may have none.
  std::vector<std::string> steps;                         // Days on which they begin,
  std::vector<double> step_days;                          // and the same as numbers.
};

/// Judges every group beside the others of its dimension and kind, and tells them, those that
/// surely fail more first. Fails (input) where there is nothing to look at.
/// `session` is null where a file was read.
base::Result<int> told_defects(DefectReport report, const InsightArguments& arguments,
                               const pipeline::Session* session, const Place& place);

}  // namespace aftercare::app
