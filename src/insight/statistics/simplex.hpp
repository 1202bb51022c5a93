// The least value of a function of a few numbers, without derivatives.

#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace aftercare::insight {

struct SimplexSettings {
  std::size_t most_calls = 400;
  double step = 0.25;       // Of the first simplex, in each number.
  double tolerance = 1e-7;  // Ends when best and worst differ by this share.
};

/// The point where `function` is least, as far as a descending simplex finds it from `start`
/// (Nelder and Mead 1965).
template <typename Function>
std::vector<double> least_point(const Function& function, const std::vector<double>& start,
                                const SimplexSettings& settings = {}) {
  const auto n = start.size();
  if (n == 0) return start;
  struct Corner {
    std::vector<double> at;
    double value;
  };
  std::vector<Corner> corners{{start, function(start)}};
  for (std::size_t i = 0; i < n; ++i) {
    auto at = start;
    at[i] += settings.step;
    corners.push_back({at, function(at)});
  }
  const auto by_value = [](const Corner& a, const Corner& b) { return a.value < b.value; };
  std::vector<double> centre(n);
  const auto beyond = [&](double share) {
    std::vector<double> at(n);
    for (std::size_t i = 0; i < n; ++i)
      at[i] = centre[i] + share * (corners.back().at[i] - centre[i]);
    return Corner{at, function(at)};
  };
  for (auto calls = n + 1; calls < settings.most_calls;) {
    std::stable_sort(corners.begin(), corners.end(), by_value);
    const double best = corners.front().value, worst = corners.back().value;
    if (worst - best <= settings.tolerance * (1e-300 + (best < 0 ? -best : best))) break;
    std::fill(centre.begin(), centre.end(), 0);
    for (std::size_t c = 0; c < n; ++c)
      for (std::size_t i = 0; i < n; ++i) centre[i] += corners[c].at[i] / static_cast<double>(n);
    auto reflected = beyond(-1);
    ++calls;
    if (reflected.value < best) {
      auto expanded = beyond(-2);
      ++calls;
      corners.back() =
          expanded.value < reflected.value ? std::move(expanded) : std::move(reflected);
    } else if (reflected.value < corners[n - 1].value) {
      corners.back() = std::move(reflected);
    } else {
      auto contracted = beyond(reflected.value < worst ? -0.5 : 0.5);
      ++calls;
      if (contracted.value < std::min(worst, reflected.value)) {
        corners.back() = std::move(contracted);
        continue;
      }
      for (std::size_t c = 1; c <= n; ++c) {
        for (std::size_t i = 0; i < n; ++i)
          corners[c].at[i] = (corners[c].at[i] + corners[0].at[i]) / 2;
        corners[c].value = function(corners[c].at);
      }
      calls += n;
    }
  }
  return std::min_element(corners.begin(), corners.end(), by_value)->at;
}

}  // namespace aftercare::insight
