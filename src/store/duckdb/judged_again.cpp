#include "store/duckdb/judged_again.hpp"

#include <fmt/format.h>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/decision_row.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {
namespace {

using base::Result;

Result<void> change(WriteSide& side, const std::string& sql, const std::vector<Cell>& values) {
  if (const auto done = side.connection.change(sql, values); !done) return base::failure_of(done);
  return {};
}

Cell or_null(const std::string& text) {
  return text.empty() ? Cell() : Cell(text);
}

// The rows that the records are made of, and what breaks rules, in temporary tables.
Result<void> put_down(WriteSide& side, const JudgedAgain& judged) {
  const auto made = side.connection.execute(
      "CREATE OR REPLACE TEMP TABLE judged_row (record_key VARCHAR, file_id VARCHAR, row_number "
      "BIGINT, slice_number INTEGER);"
      "CREATE OR REPLACE TEMP TABLE judged (record_key VARCHAR, field VARCHAR, rule VARCHAR, "
      "kind VARCHAR, \"before\" VARCHAR, confidence DOUBLE)");
  if (!made) return base::failure_of(made);
  auto done = change(
      side,
      fmt::format("INSERT INTO judged_row SELECT e.record_key, e.file_id, e.row_number, "
                  "min(n.slice_number) FROM finding n JOIN \"{}\" e ON {} WHERE n.entity = ? AND "
                  "e.record_key IN ({}) GROUP BY ALL",
                  judged.entity, kSameRow, kBoundList),
      {judged.entity, bound_list(judged.keys)});
  for (std::size_t i = 0; done && i < judged.found.size(); ++i) {
    const auto& one = judged.found[i];
    done = change(
        side, "INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?)",
        {one.record_key, one.field, one.rule, std::string(one.proposed ? "proposed" : "flagged"),
         or_null(one.before), one.confidence < 0 ? Cell() : Cell(one.confidence)});
  }
  return done;
}

// Of a finding `n`, a judged row `r` and what was found `j`.
constexpr std::string_view kOfRow =
    "n.record_key = r.record_key AND n.file_id = r.file_id AND n.row_number = r.row_number";
constexpr std::string_view kSameFinding =
    "j.record_key = n.record_key AND j.rule = n.rule AND j.field = coalesce(n.field, '')";

}  // namespace

Result<void> write_judged_again(WriteSide& side, const JudgedAgain& judged) {
  auto done = put_down(side, judged);
  if (done)
    done = change(
        side,
        fmt::format("UPDATE finding AS n SET kind = '{}' FROM judged_row r WHERE {} AND n.entity = "
                    "$1 AND n.kind IN ('flagged', 'proposed') AND n.rule IN (SELECT "
                    "unnest(string_split($2, chr(31)))) AND NOT EXISTS (SELECT 1 FROM judged j "
                    "WHERE {})",
                    kResolved, kOfRow, kSameFinding),
        {judged.entity, bound_list(judged.rules)});
  if (done)
    done = change(
        side,
        fmt::format(
            "UPDATE finding AS n SET kind = CASE WHEN n.kind = '{0}' THEN j.kind ELSE n.kind END, "
            "\"before\" = coalesce(j.\"before\", n.\"before\") FROM judged_row r, judged j WHERE "
            "{1} AND {2} AND n.entity = $1 AND n.kind IN ('{0}', 'flagged')",
            kResolved, kOfRow, kSameFinding),
        {judged.entity});
  if (done)
    done = change(
        side,
        fmt::format("INSERT INTO finding SELECT r.file_id, r.slice_number, r.row_number, $1, "
                    "r.record_key, j.kind, nullif(j.field, ''), j.rule, j.\"before\", NULL, "
                    "j.confidence FROM judged j JOIN judged_row r ON r.record_key = j.record_key "
                    "WHERE NOT EXISTS (SELECT 1 FROM finding n WHERE {} AND {} AND n.entity = $1)",
                    kOfRow, kSameFinding),
        {judged.entity});
  return done;
}

}  // namespace aftercare::store
