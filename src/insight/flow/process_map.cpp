#include "insight/flow/process_map.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace aftercare::insight {
namespace {

// The lower one of two in the middle: a wait that there was.
double wait_at(std::vector<double>& waits, double share) {
  if (waits.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(waits.size() - 1));
  std::nth_element(waits.begin(), waits.begin() + rank, waits.end());
  return waits[static_cast<std::size_t>(rank)];
}

}  // namespace

void FlowBuilder::add(std::string_view of_case, std::string_view step, double time) {
  const auto number = [](Names& names, std::string_view name) {
    return names.emplace(std::string(name), static_cast<std::uint32_t>(names.size()));
  };
  const auto case_at = number(cases_, of_case).first->second;
  const auto [step_at, is_new] = number(steps_, step);
  if (is_new) step_names_.emplace_back(step);
  events_.push_back({case_at, step_at->second, time});
}

ProcessMap FlowBuilder::build() && {
  std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
    return a.of_case != b.of_case ? a.of_case < b.of_case : a.time < b.time;
  });
  ProcessMap map;
  map.events = events_.size();
  map.cases = cases_.size();
  map.steps.resize(step_names_.size());
  for (std::size_t step = 0; step < map.steps.size(); ++step)
    map.steps[step].name = step_names_[step];
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> waits;
  std::map<std::vector<std::size_t>, std::pair<std::size_t, std::size_t>> variants;
  std::vector<double> durations;
  std::vector<std::size_t> seen_in(map.steps.size(), map.cases);
  for (std::size_t begin = 0; begin < events_.size();) {
    const auto of_case = events_[begin].of_case;
    std::vector<std::size_t> path;
    auto at = begin;
    for (; at < events_.size() && events_[at].of_case == of_case; ++at) {
      const auto& event = events_[at];
      auto& step = map.steps[event.step];
      ++step.events;
      seen_in[event.step] == of_case ? ++step.again : ++step.cases;
      seen_in[event.step] = of_case;
      path.push_back(event.step);
      if (at > begin)
        waits[{events_[at - 1].step, event.step}].push_back((event.time - events_[at - 1].time) /
                                                            1e6);
    }
    ++map.steps[path.front()].starts;
    ++map.steps[path.back()].ends;
    durations.push_back((events_[at - 1].time - events_[begin].time) / 1e6);
    ++variants.emplace(std::move(path), std::pair(std::size_t{0}, begin)).first->second.first;
    begin = at;
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
  for (auto& [edge, of] : waits)
    map.edges.push_back({place[edge.first], place[edge.second], of.size(), wait_at(of, 0.5),
                         wait_at(of, 0.9), std::accumulate(of.begin(), of.end(), 0.0)});
  std::stable_sort(map.edges.begin(), map.edges.end(),
                   [](const auto& a, const auto& b) { return a.total_wait > b.total_wait; });
  std::vector<std::pair<std::size_t, FlowVariant>> by_appearance;
  for (const auto& [path, seen] : variants) {
    FlowVariant variant{{}, seen.first};
    for (const auto step : path) variant.steps.push_back(place[step]);
    by_appearance.emplace_back(seen.second, std::move(variant));
  }
  std::sort(by_appearance.begin(), by_appearance.end(), [](const auto& a, const auto& b) {
    return a.second.cases != b.second.cases ? a.second.cases > b.second.cases : a.first < b.first;
  });
  for (auto& [first, variant] : by_appearance) map.variants.push_back(std::move(variant));
  return map;
}

}  // namespace aftercare::insight
