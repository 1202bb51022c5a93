// What looks wrong in a profiled table, each with a sentence.

#pragma once

#include <vector>

#include "quality/profile/table_profile.hpp"

namespace aftercare::quality {

/// The most severe first, then by share. Sentences quote no value of a masked column.
std::vector<Issue> find_issues(const TableProfile& profile, const TableState& state);

std::string_view to_name(IssueSeverity severity);

}  // namespace aftercare::quality
