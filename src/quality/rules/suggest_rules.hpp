// Proposes rules from what a profiled table is like, as YAML to be read and edited.

#pragma once

#include <string>

#include "quality/profile/table_profile.hpp"
#include "records/dictionary.hpp"

namespace aftercare::quality {

/// What nearly every row keeps today becomes a rule: presence, type, range, list, pattern,
/// uniqueness. Personal values are in none. The file reads back with load_file_rules().
std::string suggest_rules(const TableProfile& profile, const std::string& file);

/// The same for a stored table, whose columns are fields of the entity: what the dictionary demands
/// of them already is not repeated. The file belongs into a workspace's catalog/rules.
std::string suggest_table_rules(const TableProfile& profile, const records::Entity& entity);

}  // namespace aftercare::quality
