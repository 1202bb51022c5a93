#include "pipeline/stored_rules.hpp"

#include "store/duckdb/rule_runs.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {

base::Result<std::vector<quality::RuleResult>> judge_stored_tables(const Session& session,
                                                                   const std::string& table,
                                                                   quality::StoredRules which,
                                                                   records::Moment now) {
  auto results =
      quality::run_store_rules(session.rules(), session.dictionary(), session.store(),
                               records::Viewer::owner(), {.table = table, .which = which}, now);
  if (!results || results->empty()) return results;
  std::vector<store::RuleRun> runs;
  for (const auto& result : *results)
    runs.push_back({result.table, result.name, result.checked, result.broken, result.measured,
                    result.passed, now});
  if (auto kept = store::Writer(session.store()).keep_rule_runs(runs); !kept)
    return base::failure_of(kept);
  return results;
}

}  // namespace aftercare::pipeline
