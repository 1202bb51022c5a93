// Why, and why again: from a problem to where it gathers, step by step.
//
// At every step the values of every dimension compete: each beside its siblings, by its rate on the
// base where the base has the dimension, else by its share among the events beside its share among
// those one step up. How much siblings differ anyway is measured and taken into account (the spread
// of all of a dimension's values, robustly), and so is how many were looked at (Bonferroni). The
// value that surely explains most is told, its events are taken out, and the next is sought; each
// is then looked into in the same way. Where no value stands out, pairs of values are tried. It
// stops where nothing is beyond chance, and says how much was looked at.

#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "insight/rootcause/cause_rows.hpp"

namespace aftercare::insight {

struct Cause {
  std::vector<std::pair<std::size_t, std::uint32_t>> conditions;  // Dimension, value; one or two.
  double count = 0;                                               // Events.
  double of = 0;        // Events one step up (without those told before it).
  double base = 0;      // What they are counted on; 0: by shares.
  double base_of = 0;   // The same one step up.
  double expected = 0;  // Events, were it like its siblings.
  double ratio = 0;     // Of its rate (or share) to that of its siblings, with 95 %:
  double low = 0, high = 0;
  double p = 1;
  double q = 1;               // For all that was looked at in this search (Bonferroni).
  std::vector<Cause> causes;  // The next why.
  std::size_t looked_at = 0;  // Of the next why; where causes is empty: none of so many stood out.
  double nearest_q = 1;       // Of them.
};

struct CauseSettings {
  std::size_t depth = 5;
  double least_events = 8;  // Of a cause.
  double least_ratio = 1.3;
  double most_q = 0.02;
  std::size_t most_causes = 4;  // At a step.
  std::size_t most_problems = 8;
};

/// A wide place that holds nearly all of a problem, or most of one that is hardly known elsewhere,
/// is where it belongs (a part, say, and the goods that have it): true, but the next why is what
/// matters. A narrow one is a finding.
bool is_its_home(const Cause& cause);

/// The root: all events; its causes are the problems that gather somewhere, and what gathers
/// whatever the problem. Fails (input) without events.
base::Result<Cause> cause_tree(const CauseRows& rows, const CauseSettings& settings = {});

}  // namespace aftercare::insight
