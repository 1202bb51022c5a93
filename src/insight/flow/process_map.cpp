#include "insight/flow/process_map.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "insight/flow/waits.hpp"

namespace aftercare::insight {
namespace {

struct PathHash {
  std::size_t operator()(const std::vector<std::uint32_t>& path) const {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a over the steps.
    for (const auto step : path) hash = (hash ^ step) * 1099511628211ULL;
    return hash ^ hash >> 29;
  }
};

}  // namespace

ProcessMap process_map_of(const EventLog& log) {
  ProcessMap map;
  map.events = log.events.size();
  map.cases = log.cases.size();
  const auto kinds = log.steps.size();
  map.steps.resize(kinds);
  for (std::size_t step = 0; step < kinds; ++step) map.steps[step].name = log.steps[step];
  std::unordered_map<std::uint64_t, std::vector<double>> waits;  // By from and to.
  std::unordered_map<std::vector<std::uint32_t>, std::pair<std::size_t, std::size_t>, PathHash>
      variants;
  std::vector<double> durations;
  durations.reserve(map.cases);
  std::vector<std::size_t> seen_in(kinds, map.cases);
  std::vector<std::uint32_t> path;
  for (std::size_t of_case = 0; of_case < map.cases; ++of_case) {
    const auto begin = log.begins[of_case], end = log.begins[of_case + 1];
    path.clear();
    for (auto at = begin; at < end; ++at) {
      const auto& event = log.events[at];
      auto& step = map.steps[event.step];
      ++step.events;
      seen_in[event.step] == of_case ? ++step.again : ++step.cases;
      seen_in[event.step] = of_case;
      path.push_back(event.step);
      if (at > begin)
        waits[std::uint64_t{log.events[at - 1].step} * kinds + event.step].push_back(
            (event.time - log.events[at - 1].time) / 1e6);
    }
    ++map.steps[path.front()].starts;
    ++map.steps[path.back()].ends;
    durations.push_back((log.events[end - 1].time - log.events[begin].time) / 1e6);
    ++variants.try_emplace(path, std::pair(std::size_t{0}, of_case)).first->second.first;
  }
  map.median_duration = wait_at(durations, 0.5);
  map.p90_duration = wait_at(durations, 0.9);

  // Steps get their places by frequency.
  std::vector<std::size_t> order(map.steps.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&map](std::size_t a, std::size_t b) {
    return map.steps[a].events > map.steps[b].events;
  });
  std::vector<std::size_t> place(order.size());
  std::vector<FlowStep> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(map.steps[order[i]]));
  }
  map.steps = std::move(sorted);
  for (auto& [edge, of] : std::map(waits.begin(), waits.end()))
    map.edges.push_back({place[edge / kinds], place[edge % kinds], of.size(), wait_at(of, 0.5),
                         wait_at(of, 0.9), std::accumulate(of.begin(), of.end(), 0.0)});
  std::stable_sort(map.edges.begin(), map.edges.end(),
                   [](const auto& a, const auto& b) { return a.total_wait > b.total_wait; });
  std::vector<std::pair<std::size_t, FlowVariant>> by_appearance;
  for (const auto& [steps, seen] : variants) {
    FlowVariant variant{{}, seen.first};
    for (const auto step : steps) variant.steps.push_back(place[step]);
    by_appearance.emplace_back(seen.second, std::move(variant));
  }
  std::sort(by_appearance.begin(), by_appearance.end(), [](const auto& a, const auto& b) {
    return a.second.cases != b.second.cases ? a.second.cases > b.second.cases : a.first < b.first;
  });
  for (auto& [first, variant] : by_appearance) map.variants.push_back(std::move(variant));
  return map;
}

}  // namespace aftercare::insight
