#include "insight/anomaly/spikes.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "insight/statistics/false_discovery.hpp"

namespace aftercare::insight {
namespace {

bool is_echo(const std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& of,
             double share) {
  if (rows.empty()) return false;
  std::vector<std::uint32_t> common;
  std::ranges::set_intersection(rows, of, std::back_inserter(common));
  return static_cast<double>(common.size()) >= share * static_cast<double>(rows.size());
}

}  // namespace

Spikes spikes_of(const std::vector<SpikeSeries>& series, std::size_t at,
                 const SpikeSettings& settings) {
  std::vector<Values> events, bases;
  for (const auto& one : series) {
    events.push_back(one.events);
    bases.push_back(one.bases);
  }
  const auto scanned = scan_shares(events, bases, at, settings.scan);
  Spikes spikes;
  spikes.looked_at = scanned.size();
  std::vector<double> p;
  for (const auto& one : scanned) p.push_back(one.value > one.expected ? one.p / 2 : 1 - one.p / 2);
  const auto q = benjamini_hochberg(p);
  std::vector<std::size_t> order(scanned.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Of what is as sure, what has more events: its parts are its echoes, not the other way round.
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return p[a] != p[b] ? p[a] < p[b] : scanned[a].value > scanned[b].value;
  });
  const auto from = at - std::min(at, settings.scan.recent);
  for (const auto i : order) {
    const auto& one = scanned[i];
    if (q[i] > settings.most_q || one.value < settings.least_events) continue;
    const auto& rows = series[one.segment].rows;
    if (std::ranges::any_of(spikes.told, [&](const Spike& told) {
          return is_echo(rows, series[told.series].rows, settings.echo);
        }))
      continue;
    Spike spike{one.segment, one.value, bases[one.segment][at], 0, one.expected, one.low, one.high,
                p[i],        q[i]};
    for (auto step = from; step < at; ++step) spike.before += events[one.segment][step];
    spikes.told.push_back(spike);
  }
  return spikes;
}

}  // namespace aftercare::insight
