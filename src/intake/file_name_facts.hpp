// What the name of a file says of what is in it: when a call began, which case a picture is of.

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.hpp"

namespace aftercare::intake {

/// `pattern` is RE2 with named groups, found anywhere in the name without its folders: case_id,
/// order_id, customer_id, agent_id, time. Empty: only a date and time are looked for, which
/// becomes "time" ("2026-03-02T10:02:11", or the day alone). Fails (usage) if it is no pattern.
base::Result<std::map<std::string, std::string>> file_name_facts(const std::filesystem::path& file,
                                                                 const std::string& pattern);

/// The first date, with its time if one follows, of a text: as ISO, or empty.
std::string date_in(std::string_view text);

}  // namespace aftercare::intake
