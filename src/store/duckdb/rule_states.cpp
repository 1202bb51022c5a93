#include "store/duckdb/rule_states.hpp"

#include "store/duckdb/cells.hpp"

namespace aftercare::store {

base::Result<std::vector<RuleState>> rule_states(const Database& database) {
  const auto frame = database.read(
      "SELECT table_name, commit_number, \"rows\", question, answer FROM rule_state ORDER BY "
      "table_name, question");
  if (!frame) return base::failure_of(frame);
  std::vector<RuleState> states;
  for (const auto& row : frame->rows) {
    if (states.empty() || states.back().table != text_in(row[0]))
      states.push_back({text_in(row[0]), number_in(row[1]), number_in(row[2]), {}});
    states.back().answers.emplace_back(text_in(row[3]), text_in(row[4]));
  }
  return states;
}

}  // namespace aftercare::store
