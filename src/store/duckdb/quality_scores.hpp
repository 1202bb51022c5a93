// What was judged of every slice, added up by source and by day.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/quality_count.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct ScoreCount {
  std::string source;
  records::Day day;  // On which it was stored, UTC.
  records::QualityCount count;
};

/// By source, day and dimension; uniqueness comes from the ledger. Reads the counts of the slices,
/// never the records.
base::Result<std::vector<ScoreCount>> score_counts(const Database& database,
                                                   const records::Viewer& viewer);

/// How many cases each kind of noise has, and what complaints would be without leaving it out.
struct NoiseCount {
  std::string noise;
  std::uint64_t cases = 0;
  std::uint64_t left_out = 0;    // Of these: counted as noise.
  std::uint64_t complaints = 0;  // Of the left out: would be complaints.
};
base::Result<std::vector<NoiseCount>> noise_counts(const Database& database,
                                                   const records::Viewer& viewer);

}  // namespace aftercare::store
