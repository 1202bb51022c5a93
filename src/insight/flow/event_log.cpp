#include "insight/flow/event_log.hpp"

#include <algorithm>

namespace aftercare::insight {

std::uint32_t EventLogBuilder::place(Places& places, std::vector<std::string>& names,
                                     std::string_view name) {
  if (const auto found = places.find(name); found != places.end()) return found->second;
  const auto at = static_cast<std::uint32_t>(names.size());
  places.emplace(name, at);
  names.emplace_back(name);
  return at;
}

void EventLogBuilder::add(std::string_view of_case, std::string_view step, double time,
                          std::string_view actor) {
  // Events of one case often stand together.
  if (log_.cases.empty() || log_.cases[last_case_] != of_case)
    last_case_ = place(cases_, log_.cases, of_case);
  log_.events.push_back(
      {last_case_, place(steps_, log_.steps, step), place(actors_, log_.actors, actor), time});
}

EventLog EventLogBuilder::build() && {
  auto& events = log_.events;
  log_.begins.assign(log_.cases.size() + 1, 0);
  for (const auto& event : events) ++log_.begins[event.of_case + 1];
  for (std::size_t i = 1; i < log_.begins.size(); ++i) log_.begins[i] += log_.begins[i - 1];
  std::vector<FlowEvent> sorted(events.size());
  auto next = log_.begins;
  for (const auto& event : events) sorted[next[event.of_case]++] = event;
  for (std::size_t of_case = 0; of_case < log_.cases.size(); ++of_case)
    std::stable_sort(sorted.begin() + static_cast<std::ptrdiff_t>(log_.begins[of_case]),
                     sorted.begin() + static_cast<std::ptrdiff_t>(log_.begins[of_case + 1]),
                     [](const FlowEvent& a, const FlowEvent& b) { return a.time < b.time; });
  events = std::move(sorted);
  return std::move(log_);
}

}  // namespace aftercare::insight
