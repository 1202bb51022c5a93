// Where the level of a series changed.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct ChangePoint {
  std::size_t at = 0;        // The first value of the new level.
  double before = 0;         // Mean since the change before ...
  double after = 0;          // ... and until the next.
  double low = 0, high = 0;  // Of after - before, 95 %.
};

/// The changes of mean that are worth their penalty: exact search (PELT, Killick et al. 2012), a
/// penalty of three log n for each, in units of the noise (see noise_of()), so that series without
/// a change rarely show one (Yao 1988 for its form). Single outliers are drawn in first. No two
/// changes within five values. REQUIRES a series whose season was taken out.
std::vector<ChangePoint> change_points(Series series);

}  // namespace aftercare::insight
