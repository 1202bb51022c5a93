#include "store/duckdb/decisions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/decision_row.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Viewer;

constexpr std::size_t kMostValues = 500;

Result<std::vector<std::pair<std::string, std::string>>> fields_to_decide(
    const Database& database) {
  const auto frame = database.read(
      fmt::format("SELECT DISTINCT entity, field FROM finding n WHERE {} AND field IS NOT NULL "
                  "ORDER BY entity, field",
                  kUndecided));
  if (!frame) return base::failure_of(frame);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& row : frame->rows) {
    const auto* entity = database.dictionary().entity(text_in(row[0]));
    const auto* field = entity == nullptr ? nullptr : entity->field(text_in(row[1]));
    // What the dictionary no longer has cannot be decided.
    if (field != nullptr && can_be_decided(*field)) fields.emplace_back(entity->name, field->name);
  }
  return fields;
}

}  // namespace

bool can_be_decided(const records::Field& field) {
  return field.pii != records::PiiClass::free_text;
}

Result<std::vector<UndecidedValue>> undecided_values(const Database& database,
                                                     const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto fields = fields_to_decide(database);
  if (!fields) return base::failure_of(fields);
  std::vector<UndecidedValue> values;
  for (const auto& [entity, field] : *fields) {
    const auto& about = *database.dictionary().entity(entity)->field(field);
    const bool listed = !about.codes.empty();
    // Without its sign nobody could tell two values of one mask apart.
    const auto named = is_personal(about) ? fmt::format("AND regexp_matches(n.\"before\", '{}') ",
                                                        records::kCalledPersonal)
                                          : std::string();
    const auto frame = database.read(fmt::format(
        "SELECT n.\"before\" AS old_value, count(DISTINCT e.record_key) AS stored, "
        "count(DISTINCT q.id) AS waiting, n.rule, "
        "CASE WHEN n.kind = 'proposed' THEN n.\"after\" END AS suggested, "
        "coalesce(avg(n.confidence), 0.0) FROM finding n "
        "LEFT JOIN \"{0}\" e ON {1} "
        "LEFT JOIN quarantine q ON q.file_id = n.file_id AND q.row_number = n.row_number AND "
        "q.entity = n.entity AND q.state = 'waiting' "
        "WHERE n.entity = '{0}' AND n.field = '{2}' AND {4} AND (n.kind = 'proposed' OR ({5} "
        "AND n.\"before\" IS NOT NULL AND n.\"before\" NOT IN (SELECT old_value FROM decision "
        "WHERE entity = '{0}' AND field = '{2}' AND state = 'rejected'))) {6}"
        "GROUP BY n.\"before\", n.rule, suggested HAVING stored + waiting > 0 "
        "ORDER BY stored + waiting DESC, old_value, suggested LIMIT {3}",
        entity, kSameRow, field, kMostValues, kUndecided, listed, named));
    if (!frame) return base::failure_of(frame);
    for (const auto& row : frame->rows)
      values.push_back({entity, field, text_in(row[0]), count_in(row[1]), count_in(row[2]),
                        text_in(row[3]), text_in(row[4]), real_in(row[5]).value_or(0)});
  }
  std::ranges::stable_sort(values, [](const UndecidedValue& a, const UndecidedValue& b) {
    return a.stored + a.waiting > b.stored + b.waiting;
  });
  return values;
}

Result<std::vector<std::int64_t>> rows_waiting_for(const Database& database, const Viewer& viewer,
                                                   const UndecidedValue& value) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT DISTINCT q.id FROM quarantine q JOIN finding n ON q.file_id = n.file_id AND "
      "q.row_number = n.row_number AND q.entity = n.entity WHERE q.state = 'waiting' AND "
      "n.entity = ? AND n.field = ? AND coalesce(n.\"before\", '') = ? AND n.rule = ? AND "
      "(? OR coalesce(n.\"after\", '') = ?) ORDER BY q.id",
      {value.entity, value.field, value.value, value.rule, value.rule == kUnlistedRule,
       value.suggested});
  if (!frame) return base::failure_of(frame);
  std::vector<std::int64_t> ids;
  for (const auto& row : frame->rows) ids.push_back(number_in(row[0]));
  return ids;
}

Result<std::vector<ValueDecision>> value_decisions(const Database& database, const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame =
      database.read(fmt::format("SELECT {} FROM decision ORDER BY id DESC", kDecisionColumns));
  if (!frame) return base::failure_of(frame);
  std::vector<ValueDecision> decisions;
  for (const auto& row : frame->rows) decisions.push_back(decision_in(row));
  return decisions;
}

}  // namespace aftercare::store
