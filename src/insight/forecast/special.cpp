#include "insight/forecast/special.hpp"

#include <algorithm>

namespace aftercare::insight {

Values special_effects(Series series, std::size_t season,
                       const std::vector<std::uint32_t>& special) {
  const auto distance = std::max<std::size_t>(1, season), n = series.size();
  std::vector<Values> differences(
      special.empty() ? 1 : *std::max_element(special.begin(), special.end()) + std::size_t{1});
  const auto ordinary = [&](std::size_t i) { return i >= special.size() || special[i] == 0; };
  for (std::size_t i = 0; i < n && i < special.size(); ++i) {
    if (ordinary(i)) continue;
    double sum = 0, count = 0;
    for (std::size_t periods = 1; periods <= 3 && count < 2; ++periods) {
      const auto off = periods * distance;
      if (i >= off && ordinary(i - off)) sum += series[i - off], count += 1;
      if (i + off < n && ordinary(i + off)) sum += series[i + off], count += 1;
    }
    if (count > 0) differences[special[i]].push_back(series[i] - sum / count);
  }
  Values effects;
  for (auto& of : differences) {
    std::sort(of.begin(), of.end());
    effects.push_back(of.empty() ? 0 : (of[(of.size() - 1) / 2] + of[of.size() / 2]) / 2);
  }
  return effects;
}

}  // namespace aftercare::insight
