// The next values of a series: several methods, weighed by how they would have done before.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "insight/series/season.hpp"

namespace aftercare::insight {

struct ForecastSettings {
  std::size_t horizon = 1;
  std::size_t season = 0;              // The shortest; 0 or 1: none is known.
  double level = 0.95;                 // Of the interval.
  std::size_t folds = 3;               // Back-tests, each a horizon farther back.
  std::vector<std::uint32_t> special;  // Of the values and the steps ahead; see special_effects().
};

struct MethodWeight {
  std::string name;   // As method_label() knows it.
  double error = 0;   // Mean absolute error of the back-test; NaN without one.
  double weight = 0;  // Sums to 1.
};

struct Forecast {
  Values mean, low, high;
  std::vector<std::size_t> seasons;     // That were found.
  std::vector<MethodWeight> methods;    // The heaviest first.
  std::size_t folds = 0;                // Back-tests that the series was long enough for.
  double mae = 0, smape = 0, mase = 0;  // Of the whole combination in the back-test; NaN without.
};

/// Each method's values are put together by a median weighted by the inverse square of its error in
/// the back-test, so one wild method moves nothing. The interval is that of the back-test's errors
/// (of the last value's jumps if there was none), wider the farther ahead. Values that are never
/// negative are not forecast to be. Fails (input) with fewer than three values, (usage) on a
/// horizon of 0.
base::Result<Forecast> forecast(Series series, const ForecastSettings& settings);

/// "Theta", "damped trend" ... of a method's name.
base::Message method_label(const std::string& name);

}  // namespace aftercare::insight
