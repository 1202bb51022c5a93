// The facts of a week out of what was counted, whoever counted it: ranked by size, surprise and
// money.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "insight/rootcause/cause_rows.hpp"
#include "insight/story/week_moves.hpp"
#include "metrics/definition.hpp"

namespace aftercare::insight {

struct StoryMetric {
  std::string name;
  base::Message label;
  std::optional<metrics::Format> format;  // None: a plain number.
};

struct StoryDimension {
  std::string name;
  base::Message label;
};

struct WeekFact {
  enum class Kind {
    metric,   // A number that is not where the weeks before were.
    segment,  // More or fewer rows of a segment than the weeks before.
    cause,    // Where the events of the last weeks gather beyond chance.
    level,    // What there is most of; no change.
  } kind = Kind::level;
  StoryMetric metric;
  std::vector<std::pair<StoryDimension, std::string>> conditions;  // And the value's label.
  double value = 0;                                                // Of the week.
  double n = 0;              // Population behind it; of a count the count.
  double expected = 0;       // From the weeks before, or the share of a level.
  double low = 0, high = 0;  // Of what was expected, 95 %; of a level's share.
  std::size_t days = 7;      // Told of so many days; a cause needs more than a week.
  double money = 0;          // Of what was beyond the expected.
  double p = 1, q = 1;
  double score = 0;
};

/// A number week by week; the last week is the one told. NaN: not known.
struct MetricOfWeeks {
  StoryMetric metric;
  std::vector<double> weeks;
  double n = 0;  // Of the last.
};

/// Rows of one kind by their segments.
struct SegmentsOfWeeks {
  StoryMetric metric;
  std::vector<StoryDimension> dimensions;
  std::vector<std::vector<std::string>> values;  // Labels, of each dimension.
  std::vector<WeekCell> cells;
  double money = 0;  // Of the last week.
};

class WeekTelling {
 public:
  void add_metrics(const std::vector<MetricOfWeeks>& all);
  /// REQUIRES five weeks or more, as many in every cell.
  void add_segments(const SegmentsOfWeeks& segments);
  /// Where the events of so many days gather; nothing without events.
  void add_causes(const StoryMetric& metric, const std::vector<StoryDimension>& dimensions,
                  const CauseRows& rows, std::size_t days);

  std::size_t looked_at() const { return looked_at_; }
  /// At most ten, the highest score first; what there is most of where little moved.
  std::vector<WeekFact> facts() &&;

 private:
  std::size_t looked_at_ = 0;
  std::vector<WeekFact> moved_, levels_;
};

}  // namespace aftercare::insight
