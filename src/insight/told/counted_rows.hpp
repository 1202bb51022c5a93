// The rows that a metric counts, with columns of their fact: what sequences and histories are made
// of. Numbers of them are those of the metric, because the conditions are its own.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/model.hpp"
#include "metrics/question.hpp"
#include "store/engine.hpp"

namespace aftercare::insight {

/// Whom to ask, and for whom.
struct Workspace {
  const metrics::Model& model;
  const store::Engine& engine;
  const records::Viewer& viewer;
};

/// Which rows, by filters and days (both belong to it).
struct RowsAsked {
  std::vector<metrics::Filter> where;
  std::optional<records::Day> from, to;
};

/// Of a ratio its numerator's rows. `columns` are of the fact (an unknown one fails, usage), "day"
/// is the day a row counts on, and a dimension is told by its name. Fails (usage) on a level.
base::Result<store::Frame> counted_rows(const Workspace& workspace, const std::string& metric,
                                        const std::vector<std::string>& columns,
                                        const RowsAsked& asked);

/// How many of the rows that a metric counts an average one of them comes with, itself included: a
/// problem told by ticket, return and review is three complaints about one order. Counts vary by so
/// much more than independent events do (Kish 1965). `kind` is a dimension whose values are looked
/// at apart, or empty. 1 where each is of its own, and of rows that know no order. Fails as
/// counted_rows() does.
base::Result<double> clustering_of(const Workspace& workspace, const std::string& metric,
                                   const std::string& kind, const RowsAsked& asked);

/// "" for null.
std::string text_in(const store::Cell& cell);

}  // namespace aftercare::insight
