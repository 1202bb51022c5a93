#include "app/rules_json.hpp"

namespace aftercare::app {

nlohmann::ordered_json rules_json(const std::vector<quality::RuleResult>& results) {
  constexpr const char* severities[] = {"note", "warning", "reject"};
  auto json = nlohmann::ordered_json::array();
  for (const auto& result : results) {
    nlohmann::ordered_json one = {
        {"rule", result.name},
        {"table", result.table},
        {"column", result.column},
        {"condition", result.condition},
        {"severity", severities[static_cast<std::size_t>(result.severity)]},
        {"owner", result.owner},
        {"label", {{"zh", result.label.zh}, {"en", result.label.en}}},
        {"checked", result.checked},
        {"broken", result.broken},
        {"exact", result.exact},
        {"passed", result.passed},
        {"rows", nlohmann::ordered_json::array()}};
    if (!result.found.en.empty()) {
      one["measured"] = result.measured;
      one["found"] = {{"zh", result.found.zh}, {"en", result.found.en}};
    }
    // Rows, not values: what a broken rule quotes may be personal.
    for (const auto& example : result.examples) one["rows"].push_back(example.row);
    json.push_back(std::move(one));
  }
  return json;
}

}  // namespace aftercare::app
