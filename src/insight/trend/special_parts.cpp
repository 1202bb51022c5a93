#include "insight/trend/special_parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "insight/statistics/false_discovery.hpp"
#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kAround = 7, kFewestOrdinary = 20;

// The step less the median of the ordinary ones around it; nothing without any.
std::optional<double> beside_ordinary(Series series, const std::vector<std::uint32_t>& special,
                                      std::size_t at) {
  std::vector<double> around;
  std::size_t before = 0, after = 0;
  for (std::size_t i = at; i-- > 0 && before < kAround;)
    if (special[i] == 0) around.push_back(series[i]), ++before;
  for (std::size_t i = at + 1; i < series.size() && after < kAround; ++i)
    if (special[i] == 0) around.push_back(series[i]), ++after;
  if (around.empty()) return std::nullopt;
  std::ranges::sort(around);
  const auto n = around.size();
  return series[at] - (around[(n - 1) / 2] + around[n / 2]) / 2;
}

}  // namespace

Values without_special(Series series, const std::vector<std::uint32_t>& special) {
  Values values(series.begin(), series.end());
  for (std::size_t i = 0; i < special.size() && i < values.size(); ++i)
    if (special[i] != 0) values[i] -= beside_ordinary(series, special, i).value_or(0);
  return values;
}

std::vector<SpecialPart> special_parts(Series series, const std::vector<std::uint32_t>& special) {
  double ordinary = 0, squares = 0;
  std::map<std::uint32_t, std::vector<double>> kinds;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto difference = beside_ordinary(series, special, i);
    if (!difference) continue;
    if (special[i] != 0) {
      kinds[special[i]].push_back(*difference);
      continue;
    }
    ordinary += 1;
    squares += *difference * *difference;
  }
  if (ordinary < kFewestOrdinary) return {};
  const double noise = std::sqrt(squares / ordinary);
  std::vector<SpecialPart> parts;
  std::vector<double> p;
  for (const auto& [kind, differences] : kinds) {
    SpecialPart part;
    part.kind = kind;
    part.n = differences.size();
    const auto n = static_cast<double>(part.n);
    for (const double difference : differences) part.effect += difference / n;
    const double error = noise / std::sqrt(n);
    part.low = part.effect - kNormal95 * error;
    part.high = part.effect + kNormal95 * error;
    if (error > 0)
      part.p = two_sided(part.effect / error);
    else
      part.p = part.effect == 0 ? 1 : 0;
    p.push_back(part.p);
    parts.push_back(part);
  }
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].q = q[i];
  return parts;
}

}  // namespace aftercare::insight
