// What happens to cases, step by step: who follows whom, how often, and after how long a wait.
//
// The directly-follows graph of process mining (van der Aalst, "Process Mining", 2016).

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "insight/flow/event_log.hpp"

namespace aftercare::insight {

struct FlowStep {
  std::string name;
  std::size_t events = 0;
  std::size_t cases = 0;   // That have it at all.
  std::size_t starts = 0;  // Cases that begin ...
  std::size_t ends = 0;    // ... or end with it.
  std::size_t again = 0;   // Events of a case that had it before: loops and rework.
};

struct FlowEdge {
  std::size_t from = 0, to = 0;  // Steps.
  std::size_t count = 0;
  double median_wait = 0, p90_wait = 0;  // Seconds.
  double total_wait = 0;
};

struct FlowVariant {
  std::vector<std::size_t> steps;
  std::size_t cases = 0;
};

struct ProcessMap {
  std::size_t cases = 0, events = 0;
  double median_duration = 0, p90_duration = 0;  // Of a case, seconds.
  std::vector<FlowStep> steps;                   // The most frequent first.
  std::vector<FlowEdge> edges;        // The longest wait in total first: the bottlenecks.
  std::vector<FlowVariant> variants;  // The most frequent first; ties in order of appearance.
};

ProcessMap process_map_of(const EventLog& log);

}  // namespace aftercare::insight
