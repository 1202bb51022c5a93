// What a series is like: level, slope, season, breaks.

#pragma once

#include "base/result.hpp"
#include "insight/trend/change_points.hpp"
#include "insight/trend/slope.hpp"

namespace aftercare::insight {

struct SeasonalPart {
  std::size_t period = 0;
  double strength = 0;  // Share of the variation about the level that it explains, 0 to 1.
  Values profile;       // What each place adds; place 0 is the first value's.
};

struct Trend {
  double level = 0;  // Mean since the last change; of the whole series without one.
  Slope slope;       // Of the whole series, seasons taken out.
  std::vector<SeasonalPart> seasons;
  std::vector<ChangePoint> changes;
  Values without_season;
};

/// `season`: the shortest period; 0 or 1: none is known. Fails (input) on an empty series.
base::Result<Trend> trend_of(Series series, std::size_t season);

}  // namespace aftercare::insight
