// What came of rules, as JSON (docs/formats/rules.md).

#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "quality/rules/file_rule_run.hpp"

namespace aftercare::app {

nlohmann::ordered_json rules_json(const std::vector<quality::RuleResult>& results);

}  // namespace aftercare::app
