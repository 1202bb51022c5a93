// Proposes rules from what a profiled table is like, as YAML to be read and edited.

#pragma once

#include <string>

#include "quality/profile/table_profile.hpp"

namespace aftercare::quality {

/// What nearly every row keeps today becomes a rule: presence, type, range, list, pattern,
/// uniqueness. Personal values are in none. The file reads back with load_file_rules().
std::string suggest_rules(const TableProfile& profile, const std::string& file);

}  // namespace aftercare::quality
