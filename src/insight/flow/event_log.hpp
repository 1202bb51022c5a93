// Events of cases in the order in which they happened: what every view of a flow is made from.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace aftercare::insight {

struct FlowEvent {
  std::uint32_t of_case;
  std::uint32_t step;
  std::uint32_t actor;
  double time;  // Microseconds.
};

struct EventLog {
  std::vector<std::string> cases, steps, actors;  // An actor may be "": nobody is known.
  std::vector<FlowEvent> events;                  // Of one case together, in the order of time.
  std::vector<std::size_t> begins;                // Of each case, and the end of the last.
  std::map<std::string, base::Message> called;    // Of actors that a declared flow has a label for.

  base::Message actor_label(std::size_t actor) const {
    const auto found = called.find(actors[actor]);
    return found == called.end() ? base::Message{actors[actor], actors[actor]} : found->second;
  }
};

/// Gathers events in any order; those of one case and time keep the order given.
class EventLogBuilder {
 public:
  /// `time` in microseconds.
  void add(std::string_view of_case, std::string_view step, double time,
           std::string_view actor = {});
  EventLog build() &&;

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };
  using Places = std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>>;
  static std::uint32_t place(Places& places, std::vector<std::string>& names,
                             std::string_view name);

  EventLog log_;
  Places cases_, steps_, actors_;
  std::uint32_t last_case_ = 0, last_step_ = 0;
};

}  // namespace aftercare::insight
