// What happens to cases, step by step: who follows whom, how often, and after how long a wait.
//
// The directly-follows graph of process mining (van der Aalst, "Process Mining", 2016).

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

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

/// Gathers events in any order; those of one case and time keep the order given.
class FlowBuilder {
 public:
  /// `time` in microseconds.
  void add(std::string_view of_case, std::string_view step, double time);
  ProcessMap build() &&;

 private:
  struct Event {
    std::uint32_t of_case;
    std::uint32_t step;
    double time;
  };
  using Names = std::unordered_map<std::string, std::uint32_t>;
  Names cases_, steps_;
  std::vector<std::string> step_names_;
  std::vector<Event> events_;
};

}  // namespace aftercare::insight
