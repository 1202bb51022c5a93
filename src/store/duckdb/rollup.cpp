#include "store/duckdb/rollup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace aftercare::store {
namespace {

using base::Result;

// Raised when what a rollup holds changes.
constexpr std::string_view rollup_version = "2";
// Rows not yet folded that are no burden.
constexpr std::int64_t most_loose_rows = 2'000;

// rolled: rows of the fact as rows of the rollup, with a sign.
std::string rolled(const Rollup& rollup, std::string_view sign, bool settled,
                   std::string_view where) {
  auto sql = fmt::format("SELECT {}, ({}count(*))::BIGINT AS {}", fmt::join(rollup.keys, ", "),
                         sign, kRollupRows);
  for (const auto sum : rollup.sums)
    sql += fmt::format(", ({0}sum({1}))::DECIMAL(38,4) AS {1}, ({0}count({1}))::BIGINT AS {1}{2}",
                       sign, sum, kRollupKnown);
  return sql + fmt::format(", {} AS settled FROM {} WHERE {} GROUP BY {}", settled, rollup.fact,
                           where, fmt::join(rollup.keys, ", "));
}

// fold: rows that cancel each other go, the others become one for each combination of keys.
Result<void> fold(const Connection& connection, const Rollup& rollup) {
  const auto counts = connection.frame(
      fmt::format("SELECT count(*) FILTER (WHERE settled), count(*) FILTER (WHERE NOT settled) "
                  "FROM {}",
                  rollup.name));
  if (!counts) return base::failure_of(counts);
  const auto settled = std::get<std::int64_t>(counts->rows[0][0]);
  const auto loose = std::get<std::int64_t>(counts->rows[0][1]);
  if (loose <= std::max(most_loose_rows, settled)) return {};
  return connection.run(
      fmt::format("CREATE OR REPLACE TEMP TABLE folded AS {1}; DELETE FROM "
                  "{0}; INSERT INTO {0} SELECT *, true FROM folded; DROP "
                  "TABLE folded",
                  rollup.name, folded_sql(rollup)));
}

}  // namespace

std::span<const Rollup> rollups() {
  // Each column more multiplies the rows: these give some hundreds a day, of any number of cases.
  static const std::vector<Rollup> all = {
      {"case_fact",
       "case_day",
       {"opened_day", "channel", "is_complaint", "is_noise", "expects_answer", "sentiment",
        "rating", "survey_score"},
       {}},
      {"order_fact",
       "order_day",
       {"ordered_day", "is_paid", "is_delivered", "is_returned", "is_refunded", "delivered_late"},
       {"amount", "paid_amount", "refund_amount"}},
      {"survey_fact", "survey_day", {"answered_day", "channel", "survey_score", "nps_points"}, {}},
  };
  return all;
}

const Rollup* rollup_of(std::string_view fact) {
  const auto all = rollups();
  const auto found = std::ranges::find(all, fact, &Rollup::fact);
  return found == all.end() ? nullptr : &*found;
}

std::string folded_sql(const Rollup& rollup) {
  const auto keys = fmt::format("{}", fmt::join(rollup.keys, ", "));
  auto sql = fmt::format("SELECT {0}, sum({1})::BIGINT AS {1}", keys, kRollupRows);
  for (const auto sum : rollup.sums)
    sql += fmt::format(", sum({0})::DECIMAL(38,4) AS {0}, sum({0}{1})::BIGINT AS {0}{1}", sum,
                       kRollupKnown);
  return sql +
         fmt::format(" FROM {} GROUP BY {} HAVING sum({}) <> 0", rollup.name, keys, kRollupRows);
}

Result<void> empty_rollup(const Connection& connection, const Rollup& rollup) {
  return connection.run(fmt::format("CREATE OR REPLACE TABLE {} AS {}", rollup.name,
                                    rolled(rollup, "", true, "false")));
}

Result<void> keep_rollups(const Connection& connection) {
  const auto frame = connection.frame("SELECT value FROM setting WHERE name = 'rollups'");
  if (!frame) return base::failure_of(frame);
  if (!frame->rows.empty() && std::get<std::string>(frame->rows[0][0]) == rollup_version) return {};
  for (const auto& rollup : rollups()) {
    auto made = empty_rollup(connection, rollup);
    if (made)
      made = connection.run(
          fmt::format("INSERT INTO {} {}", rollup.name, rolled(rollup, "", true, "true")));
    if (!made) return made;
  }
  return connection.run(
      fmt::format("DELETE FROM setting WHERE name = 'rollups'; "
                  "INSERT INTO setting VALUES ('rollups', '{}')",
                  rollup_version));
}

Result<RollupChange> RollupChange::begin(const Connection& connection, const Rollup& rollup) {
  // Row numbers are never used again, so the last is at least as high as there are rows: where few
  // were deleted, the engine need look only at the end.
  const auto last =
      connection.frame(fmt::format("SELECT coalesce(max(rowid), -1) FROM {0} WHERE rowid >= "
                                   "(SELECT count(*) FROM {0}) - 1",
                                   rollup.fact));
  if (!last) return base::failure_of(last);
  return RollupChange(connection, rollup, std::get<std::int64_t>(last->rows[0][0]));
}

Result<void> RollupChange::take_out(const std::string& condition) const {
  return connection_->run(
      fmt::format("INSERT INTO {} {}", rollup_->name, rolled(*rollup_, "-", false, condition)));
}

Result<void> RollupChange::put_in() const {
  auto done = connection_->run(
      fmt::format("INSERT INTO {} {}", rollup_->name,
                  rolled(*rollup_, "", false, fmt::format("rowid > {}", last_row_))));
  return done ? fold(*connection_, *rollup_) : done;
}

}  // namespace aftercare::store
