// A few rows behind a line, so that whoever reads it can open them.

#pragma once

#include <string>
#include <vector>

#include "insight/told/counted_rows.hpp"
#include "store/query.hpp"

namespace aftercare::insight {

inline constexpr std::size_t kSamples = 3;

struct SampleRow {
  std::string key;  // Of the fact.
  std::string day;  // On which it counts; empty: not known.
};

/// The newest rows of the fact that meet the condition, `most` at most.
base::Result<std::vector<SampleRow>> sample_rows(const Workspace& workspace,
                                                 const std::string& fact, const std::string& day,
                                                 store::ExpressionPtr where,
                                                 std::size_t most = kSamples);

}  // namespace aftercare::insight
