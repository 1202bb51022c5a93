// What explains a gap between two groups of rows: two periods, two channels.
//
// A gap of means (a rate is the mean of 0 and 1) has two parts along every dimension: other shares
// (mix) and other means at equal shares (rate); they sum to the gap exactly (Kitagawa 1955). A gap
// of counts is one of shares. Then the segments (up to three conditions) that moved otherwise than
// all other rows are sought, the surest first; what a segment explains is taken out before the next
// is sought, so a segment that only mirrors another is not told.

#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "insight/drivers/segment_counts.hpp"

namespace aftercare::insight {

enum class Measure { mean, count };

struct DimensionEffect {
  std::size_t dimension = 0;
  double mix = 0;
  double rate = 0;  // Of means only.
};

struct DrivingSegment {
  Conditions conditions;
  GroupSums sums;     // As the rows are.
  double excess = 0;  // How much more it moved than the rest: of means a difference, of counts
  double low = 0, high = 0;  // a factor; 95 %.
  double contribution = 0;   // To the gap of the whole; its interval:
  double contribution_low = 0, contribution_high = 0;
  double p = 1, q = 1;  // Adjusted for all segments looked at (Bonferroni).
};

struct Drivers {
  GroupSums whole;
  double gap = 0;  // Second group less first: of means, or of counts.
  double gap_low = 0, gap_high = 0;
  std::vector<DimensionEffect> dimensions;  // The largest mix first.
  std::vector<DrivingSegment> segments;     // In the order found: the surest first.
  std::size_t looked_at = 0;
  std::size_t depth = 0;  // Conditions of a segment at most.
};

struct DriverSettings {
  Measure measure = Measure::mean;
  std::size_t depth = 3;
  double least_rows = 30;      // Of a segment, in both groups together ...
  double least_share = 0.005;  // ... and this share of all rows.
  double most_share = 0.7;     // What nearly all rows share explains no difference between them.
  double most_q = 0.05;
  std::size_t most_segments = 10;  // At most 32.
  double clustering = 1;           // Of counts: rows that come with each other (counted_rows.hpp).
};

/// Fails (input) if a group has no row, or (means) no two rows.
base::Result<Drivers> drivers_of(const LabelledRows& rows, const DriverSettings& settings = {});

}  // namespace aftercare::insight
