#include "pipeline/stored_rules.hpp"

#include "store/duckdb/rule_runs.hpp"
#include "store/duckdb/rule_states.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

// Rules over whole tables and all rules ask different questions, so each has states of its own.
std::string kept_name(quality::StoredRules which, const std::string& table) {
  return which == quality::StoredRules::all ? table + "/all" : table;
}

base::Result<quality::CountedTables> states_before(const Session& session,
                                                   quality::StoredRules which) {
  const auto kept = store::rule_states(session.store());
  if (!kept) return base::failure_of(kept);
  quality::CountedTables tables;
  for (const auto& entity : session.dictionary().entities())
    for (const auto& state : *kept) {
      if (state.table != kept_name(which, entity.name)) continue;
      auto& table = tables[entity.name];
      table.commit = state.commit;
      table.rows = state.rows;
      for (const auto& [question, answer] : state.answers) {
        auto groups = quality::groups_in(answer);
        if (!groups) return base::failure_of(groups);
        table.answers[question] = std::move(*groups);
      }
    }
  return tables;
}

std::vector<store::RuleState> states_after(const quality::CountedTables& tables,
                                           quality::StoredRules which) {
  std::vector<store::RuleState> states;
  for (const auto& [name, table] : tables) {
    auto& state = states.emplace_back();
    state.table = kept_name(which, name);
    state.commit = table.commit;
    state.rows = table.rows;
    for (const auto& [question, groups] : table.answers)
      state.answers.emplace_back(question, quality::text_of(groups));
  }
  return states;
}

}  // namespace

base::Result<std::vector<quality::RuleResult>> judge_stored_tables(const Session& session,
                                                                   const std::string& table,
                                                                   quality::StoredRules which,
                                                                   records::Moment now) {
  auto states = states_before(session, which);
  if (!states) return base::failure_of(states);
  auto results = quality::run_store_rules(session.rules(), session.dictionary(), session.store(),
                                          records::Viewer::owner(),
                                          {.table = table, .which = which}, now, &*states);
  if (!results || results->empty()) return results;
  std::vector<store::RuleRun> runs;
  for (const auto& result : *results)
    runs.push_back({result.table, result.name, result.checked, result.broken, result.measured,
                    result.passed, now});
  if (auto kept = store::Writer(session.store()).keep_rule_runs(runs, states_after(*states, which));
      !kept)
    return base::failure_of(kept);
  return results;
}

}  // namespace aftercare::pipeline
