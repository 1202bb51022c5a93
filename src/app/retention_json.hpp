// How retention by itself goes, as JSON and as lines: one form for command line and API.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/retention.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// docs/formats/api.md, GET retention: state ("off", "waiting", "good", "failed"), how often, when
/// it was done, what failed, and the signed receipt of the last one.
nlohmann::ordered_json retention_state_json(const pipeline::Session& session);

/// "3 rows emptied, 1 customer erased".
std::string in_one_line(const pipeline::RetentionReport& report, bool chinese);

/// A receipt in words: what it is about and what it says.
std::vector<std::pair<std::string, std::string>> retention_lines(
    const nlohmann::ordered_json& receipt, const pipeline::Session& session, bool chinese);

}  // namespace aftercare::app
