// Runs rules over whole stored tables, through the query tree: one query judges many rules.
//
// What the store holds of personal fields are tokens and masks, so rules about their values and
// patterns run on every batch only (check.hpp) and are not repeated here.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "quality/rule_set.hpp"
#include "quality/rules/counted_table.hpp"
#include "quality/rules/file_rule_run.hpp"
#include "records/dictionary.hpp"
#include "records/viewer.hpp"
#include "store/engine.hpp"

namespace aftercare::quality {

enum class StoredRules : std::uint8_t {
  all,
  whole_table,  // Without those that every batch is judged by already.
};

struct StoredRuleOptions {
  std::string table;  // Empty: all tables.
  StoredRules which = StoredRules::all;
};

/// In the order of tables and rules. Fails (usage) on an unknown table, else as the engine does.
/// `states` hold what was counted before, and then what is counted now: with them only rows that
/// came or went since are read, and the results are the same. nullptr: all rows are read.
base::Result<std::vector<RuleResult>> run_store_rules(
    const RuleSet& rules, const records::Dictionary& dictionary, const store::Engine& engine,
    const records::Viewer& viewer, const StoredRuleOptions& options, records::Moment now,
    CountedTables* states = nullptr);

}  // namespace aftercare::quality
