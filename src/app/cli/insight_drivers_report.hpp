// What insight drivers found, told to people and to programs.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/cli/console.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_table.hpp"
#include "insight/drivers/drivers.hpp"

namespace aftercare::app {

/// Which of the two groups a row belongs to; none for the others.
struct GroupOf {
  std::string name[2];
  std::vector<std::optional<int>> of;  // Of each row.
};

struct DayRange {
  double begin = 0, end = 0;  // Microseconds UTC, the end not in it.
};
/// "2026-01-01..2026-01-31"; both days belong to it. `option`: what it was given to.
base::Result<DayRange> day_range(const char* option, const std::string& text);

class DriversReport {
 public:
  DriversReport(const insight::LabelledRows& rows, const insight::Drivers& drivers,
                insight::Measure measure, const GroupOf& groups)
      : rows_(rows), drivers_(drivers), mean_(measure == insight::Measure::mean), groups_(groups) {}

  /// Of each segment, in their order.
  void add_samples(std::vector<nlohmann::ordered_json> samples) { samples_ = std::move(samples); }

  nlohmann::ordered_json json() const;
  insight::Sheet sheet() const;

 private:
  std::string name_of(const insight::DrivingSegment& segment) const;
  base::Message sentence() const;
  nlohmann::ordered_json segment_json(const insight::DrivingSegment& segment) const;

  const insight::LabelledRows& rows_;
  const insight::Drivers& drivers_;
  bool mean_;
  const GroupOf& groups_;
  std::vector<nlohmann::ordered_json> samples_;
};

}  // namespace aftercare::app
