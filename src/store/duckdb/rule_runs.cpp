#include "store/duckdb/rule_runs.hpp"

#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

base::Result<std::vector<RuleRun>> rule_runs(const Database& database,
                                             const records::Viewer& viewer, std::uint64_t most) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT table_name, rule, sum(checked)::BIGINT, sum(broken)::BIGINT, max(measured), "
      "bool_and(passed), noted_at FROM rule_run GROUP BY ALL "
      "ORDER BY noted_at DESC, table_name, rule LIMIT ?",
      {static_cast<std::int64_t>(most)});
  if (!frame) return base::failure_of(frame);
  std::vector<RuleRun> runs;
  for (const auto& row : frame->rows)
    runs.push_back({text_in(row[0]), text_in(row[1]), count_in(row[2]), count_in(row[3]),
                    std::get<double>(row[4]), std::get<bool>(row[5]),
                    std::get<records::Moment>(row[6])});
  return runs;
}

}  // namespace aftercare::store
