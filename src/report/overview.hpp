// The numbers of the overview report, gathered once and written in either language.
//
// Every number comes from metrics, so the report cannot disagree with the dashboard.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "metrics/changes.hpp"
#include "metrics/model.hpp"
#include "metrics/question.hpp"
#include "metrics/rows.hpp"
#include "report/svg_chart.hpp"
#include "store/engine.hpp"

namespace aftercare::report {

struct Kpi {
  const metrics::Metric* metric = nullptr;
  std::optional<double> value;
  std::optional<double> before;  // In the previous period of the same length.
  std::optional<double> n;       // Population behind the value.
  Points by_day;
};

/// A count metric by one dimension, highest first, at most ten; `total` is that of all.
struct Breakdown {
  const metrics::Metric* metric = nullptr;
  const metrics::Dimension* dimension = nullptr;
  std::vector<std::pair<store::Cell, double>> values;
  std::vector<std::optional<double>> n;
  std::optional<double> total;
};

struct Overview {
  metrics::Period period;    // Both days set.
  metrics::Period previous;  // As long, ending the day before.
  std::vector<Kpi> kpis;
  std::vector<std::string> days;  // MM-DD, of the trend.
  std::vector<TrendLine> trend;   // Labels are metric names.
  Breakdown topics, channels, provinces;
  metrics::Changes changes;    // Of complaints.
  metrics::RowsAnswer severe;  // Newest complaints of severity 2 and more.
  /// Numbers that the rows this viewer sees cannot tell, each with why.
  std::vector<std::pair<const metrics::Metric*, base::Message>> left_out;
};

/// `to` defaults to the last day shown_period() has, `from` to 30 days up to it. Fails (usage) if
/// the store has no dated rows, or `from` lies behind `to`.
base::Result<Overview> gather_overview(const metrics::Model& model, const store::Engine& engine,
                                       const records::Viewer& viewer,
                                       std::optional<records::Day> from,
                                       std::optional<records::Day> to);

}  // namespace aftercare::report
