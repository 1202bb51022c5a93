// Which columns identify a row, and which column decides another, judged on sampled rows.

#pragma once

#include <vector>

#include "quality/profile/table_profile.hpp"

namespace aftercare::quality {

/// A column of the sample as numbers: equal values have equal numbers; 0: missing.
struct SampledColumn {
  std::vector<std::uint32_t> codes;
  std::uint32_t different = 0;
};
std::vector<SampledColumn> coded_columns(const std::vector<SampledRow>& sample,
                                         std::size_t columns);

/// The dependency of `to` on `from`: over rows whose `from` stands at least twice, the share that
/// agrees with the others of its group (the row itself left out), less what chance would give,
/// scaled so that 1 is "always". REQUIRES one length.
Dependency judge_dependency(const SampledColumn& from, const SampledColumn& to);

/// Keys of one and two columns; a pair only if neither of its columns is one.
std::vector<CandidateKey> find_keys(const std::vector<SampledColumn>& sample,
                                    const std::vector<ColumnProfile>& columns);
/// Strong ones (0.9 and more) with something to judge; columns that are keys or constant decide
/// nothing.
std::vector<Dependency> find_dependencies(const std::vector<SampledColumn>& sample,
                                          const std::vector<ColumnProfile>& columns);

}  // namespace aftercare::quality
