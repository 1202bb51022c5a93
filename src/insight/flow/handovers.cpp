#include "insight/flow/handovers.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "insight/flow/waits.hpp"

namespace aftercare::insight {

std::vector<Handover> handovers_of(const EventLog& log) {
  struct Between {
    std::vector<double> waits;
    std::size_t cases = 0;
    std::size_t last_case = static_cast<std::size_t>(-1);
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Between> between;
  for (std::size_t of_case = 0; of_case < log.cases.size(); ++of_case)
    for (auto at = log.begins[of_case] + 1; at < log.begins[of_case + 1]; ++at) {
      const auto &one = log.events[at - 1], &next = log.events[at];
      if (one.actor == next.actor || log.actors[one.actor].empty() ||
          log.actors[next.actor].empty())
        continue;
      auto& of = between[{one.actor, next.actor}];
      of.waits.push_back((next.time - one.time) / 1e6);
      of.cases += of.last_case != of_case;
      of.last_case = of_case;
    }
  std::vector<Handover> handovers;
  for (auto& [actors, of] : between)
    handovers.push_back({actors.first, actors.second, of.waits.size(), of.cases,
                         wait_at(of.waits, 0.5), wait_at(of.waits, 0.9),
                         std::accumulate(of.waits.begin(), of.waits.end(), 0.0)});
  std::stable_sort(handovers.begin(), handovers.end(),
                   [](const auto& a, const auto& b) { return a.total_wait > b.total_wait; });
  return handovers;
}

}  // namespace aftercare::insight
