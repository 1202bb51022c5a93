// Spikes: segments (or phrases) of which one step has more than their past share of what there is.
//
// A step with twice the cases has twice the blame, and twice of every word: that is no spike of
// either. So each is beside its own past share of the step's base. One-sided, and the rate of false
// discoveries is held over all that was looked at (Benjamini and Hochberg 1995); events that are
// nearly all another spike's are its echo, and told once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "insight/anomaly/segment_scan.hpp"

namespace aftercare::insight {

struct SpikeSeries {
  Values events, bases;             // Of each step.
  std::vector<std::uint32_t> rows;  // The events of the step looked at, in order; to know echoes.
};

struct Spike {
  std::size_t series = 0;
  double value = 0, base = 0;  // Of the step.
  double before = 0;           // Events of the past steps that it is held against.
  double expected = 0;
  double low = 0, high = 0;  // 95 % of its steps lie within.
  double p = 1, q = 1;       // One-sided; q for all that were looked at.
};

struct Spikes {
  std::vector<Spike> told;  // The surest first.
  std::size_t looked_at = 0;
};

struct SpikeSettings {
  ScanSettings scan;
  double most_q = 0.05;
  double least_events = 3;  // Of the step.
  double echo = 0.8;        // From this share of its events on it is another's echo.
};

/// The step `at` is looked at, those before it are the past. Nothing without enough of a past.
Spikes spikes_of(const std::vector<SpikeSeries>& series, std::size_t at,
                 const SpikeSettings& settings = {});

}  // namespace aftercare::insight
