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

Result<std::vector<std::pair<std::string, std::string>>> fields_with_unlisted(
    const Database& database) {
  const auto frame = database.read(
      "SELECT DISTINCT entity, field FROM finding WHERE rule = ? AND kind = 'flagged' AND "
      "\"before\" IS NOT NULL AND field IS NOT NULL ORDER BY entity, field",
      {std::string(kUnlistedRule)});
  if (!frame) return base::failure_of(frame);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& row : frame->rows) {
    const auto* entity = database.dictionary().entity(text_in(row[0]));
    const auto* field = entity == nullptr ? nullptr : entity->field(text_in(row[1]));
    // What the dictionary no longer lists cannot be decided; nor is what is masked.
    if (field != nullptr && !field->codes.empty() && field->pii == records::PiiClass::none)
      fields.emplace_back(entity->name, field->name);
  }
  return fields;
}

}  // namespace

Result<std::vector<UnlistedValue>> unlisted_values(const Database& database, const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto fields = fields_with_unlisted(database);
  if (!fields) return base::failure_of(fields);
  std::vector<UnlistedValue> values;
  for (const auto& [entity, field] : *fields) {
    const auto frame = database.read(
        fmt::format(
            "SELECT n.\"before\" AS old_value, count(DISTINCT e.record_key) AS stored, "
            "count(DISTINCT q.id) AS waiting FROM finding n "
            "LEFT JOIN \"{0}\" e ON {1} "
            "LEFT JOIN quarantine q ON q.file_id = n.file_id AND q.row_number = n.row_number AND "
            "q.entity = n.entity AND q.state = 'waiting' "
            "WHERE n.entity = '{0}' AND n.field = '{2}' AND n.rule = ? AND n.kind = 'flagged' "
            "AND n.\"before\" NOT IN (SELECT old_value FROM decision WHERE entity = '{0}' AND "
            "field = '{2}' AND state = 'rejected') "
            "GROUP BY n.\"before\" HAVING stored + waiting > 0 "
            "ORDER BY stored + waiting DESC, old_value LIMIT {3}",
            entity, kSameRow, field, kMostValues),
        {std::string(kUnlistedRule)});
    if (!frame) return base::failure_of(frame);
    for (const auto& row : frame->rows)
      values.push_back({entity, field, text_in(row[0]), count_in(row[1]), count_in(row[2])});
  }
  std::ranges::stable_sort(values, [](const UnlistedValue& a, const UnlistedValue& b) {
    return a.stored + a.waiting > b.stored + b.waiting;
  });
  return values;
}

Result<std::vector<std::int64_t>> rows_waiting_for(const Database& database, const Viewer& viewer,
                                                   const UnlistedValue& value) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT DISTINCT q.id FROM quarantine q JOIN finding n ON q.file_id = n.file_id AND "
      "q.row_number = n.row_number AND q.entity = n.entity WHERE q.state = 'waiting' AND "
      "n.entity = ? AND n.field = ? AND n.\"before\" = ? AND n.rule = ? ORDER BY q.id",
      {value.entity, value.field, value.value, std::string(kUnlistedRule)});
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
