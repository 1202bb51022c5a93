// Every metric of the weeks that a story is told of.

#pragma once

#include <cstddef>
#include <vector>

#include "base/result.hpp"
#include "insight/told/counted_rows.hpp"
#include "metrics/definition.hpp"
#include "metrics/question.hpp"

namespace aftercare::insight {

/// Whole weeks of seven days that end on the last day.
struct StoryWeeks {
  records::Day last;
  std::size_t count = 0;  // With the week told.
  records::Day from(std::size_t week) const {
    return last - std::chrono::days(7 * static_cast<int>(count - week) - 1);
  }
  records::Day to(std::size_t week) const { return from(week) + std::chrono::days(6); }
};

struct MetricWeeks {
  std::vector<std::vector<double>> values;  // By metric and week; NaN: not applicable.
  std::vector<double> n;                    // Of the last week.
};

/// What adds up is asked once, by day, and put together; the rest week by week.
base::Result<MetricWeeks> metric_weeks(const Workspace& workspace,
                                       const std::vector<const metrics::Metric*>& all,
                                       const std::vector<metrics::Filter>& where,
                                       const StoryWeeks& weeks);

}  // namespace aftercare::insight
