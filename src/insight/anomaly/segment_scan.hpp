// Which of hundreds of segments stand out on one day, and how sure that is of them all together.
//
// A segment's count on a day is expected from its own level and from what the day of the week does
// to all segments; how far counts scatter about that is learnt from the segment's past and, where
// that is short, from the others. The chance of so strange a count is that of a negative binomial
// number. Looking at hundreds, some are strange by chance: the rate of false discoveries is held
// (Benjamini and Hochberg 1995).

#pragma once

#include <cstddef>
#include <vector>

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct ScannedSegment {
  std::size_t segment = 0;
  double value = 0, expected = 0;
  double low = 0, high = 0;  // 95 % of its days lie within.
  double p = 1, q = 1;       // q: adjusted for all segments scanned.
};

struct ScanSettings {
  std::size_t season = 7;   // Steps; 0 or 1: none.
  std::size_t recent = 56;  // Of the past, so many steps make the level.
  std::size_t least = 14;   // Of the past are needed.
};

/// Counts of each segment, all as long; the step `at` is looked at, those before it are the past.
/// The surest first, of those with a past only. A segment that never had an event is not scanned.
std::vector<ScannedSegment> scan_segments(const std::vector<Values>& segments, std::size_t at,
                                          const ScanSettings& settings = {});

/// The same of events on bases: what is expected of a step is the segment's past share of its base,
/// or events for each unit of it. One that never had an event is scanned too. Seasons are the
/// bases'. REQUIRES: as many bases as segments, as long.
std::vector<ScannedSegment> scan_shares(const std::vector<Values>& events,
                                        const std::vector<Values>& bases, std::size_t at,
                                        const ScanSettings& settings = {});

/// Of a negative binomial number, the probability to be at most `count` (its variance is at least
/// the mean; equal: Poisson).
double count_share(double count, double mean, double variance);

}  // namespace aftercare::insight
