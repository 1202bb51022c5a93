#include "store/duckdb/overview.hpp"

#include <fmt/format.h>

#include <utility>

#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

using base::Result;
using records::Viewer;

Result<StoreLedger> ledger(const Database& database, const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT f.file_id, f.name, f.source, f.entity, f.mapping, f.encoding, f.bytes, f.noted_at, "
      "f.complete, sum(s.\"rows\"), sum(stored), sum(updated), sum(duplicates), sum(quarantined), "
      "sum(headers), sum(blanks), sum(repaired), "
      "coalesce(bool_and(s.\"rows\" = stored + updated + duplicates + quarantined), true) "
      "FROM file f LEFT JOIN slice s ON s.file_id = f.file_id GROUP BY ALL "
      "ORDER BY f.noted_at DESC, f.name");
  if (!frame) return base::failure_of(frame);
  StoreLedger all;
  for (const auto& row : frame->rows) {
    FileLedger file;
    file.file_id = text_in(row[0]);
    file.name = text_in(row[1]);
    file.source = text_in(row[2]);
    file.entity = text_in(row[3]);
    file.mapping = text_in(row[4]);
    file.encoding = text_in(row[5]);
    file.bytes = count_in(row[6]);
    file.at = std::get<records::Moment>(row[7]);
    file.complete = std::get<bool>(row[8]);
    file.ledger = {count_in(row[9]),  count_in(row[10]), count_in(row[11]), count_in(row[12]),
                   count_in(row[13]), count_in(row[14]), count_in(row[15]), count_in(row[16])};
    all.total += file.ledger;
    all.balanced = all.balanced && std::get<bool>(row[17]);
    all.files.push_back(std::move(file));
  }
  return all;
}

Result<std::vector<UnresolvedReferences>> unresolved_references(const Database& database,
                                                                const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  std::vector<UnresolvedReferences> found;
  for (const auto& entity : database.dictionary().entities()) {
    for (const auto& field : entity.fields) {
      const auto* target =
          field.references.empty() ? nullptr : database.dictionary().entity(field.references);
      if (target == nullptr || target->key.empty()) continue;
      const auto frame = database.read(
          fmt::format("SELECT count(*) FROM \"{0}\" WHERE \"{1}\" IS NOT NULL AND \"{1}\" NOT IN "
                      "(SELECT \"{3}\" FROM \"{2}\" WHERE \"{3}\" IS NOT NULL)",
                      entity.name, field.name, target->name, target->key.front()));
      if (!frame) return base::failure_of(frame);
      if (const auto count = count_in(frame->rows[0][0]); count > 0)
        found.push_back({entity.name, field.name, target->name, count});
    }
  }
  return found;
}

Result<std::vector<FindingCount>> finding_counts(const Database& database, const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT rule, entity, field, kind, count(*) FROM finding GROUP BY ALL "
      "ORDER BY count(*) DESC, rule, entity, field, kind");
  if (!frame) return base::failure_of(frame);
  std::vector<FindingCount> counts;
  for (const auto& row : frame->rows)
    counts.push_back(
        {text_in(row[0]), text_in(row[1]), text_in(row[2]), text_in(row[3]), count_in(row[4])});
  return counts;
}

Result<Repeats> repeats(const Database& database, const Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT count(*), sum(n) FROM (SELECT count(*) AS n FROM \"case\" WHERE text_hash IS NOT "
      "NULL GROUP BY text_hash HAVING count(*) > 1)");
  if (!frame) return base::failure_of(frame);
  return Repeats{count_in(frame->rows[0][0]), count_in(frame->rows[0][1])};
}

Result<DayRange> case_days(const Database& database, const Viewer& viewer) {
  const auto frame = database.read(
      "SELECT min(opened_day), max(opened_day), count(*) - count(opened_day) "
      "FROM case_fact WHERE " +
      inside_cases(viewer));
  if (!frame) return base::failure_of(frame);
  DayRange range;
  if (const auto* day = std::get_if<records::Day>(&frame->rows[0][0])) range.first = *day;
  if (const auto* day = std::get_if<records::Day>(&frame->rows[0][1])) range.last = *day;
  range.undated = count_in(frame->rows[0][2]);
  return range;
}

Result<std::vector<std::string>> product_names(const Database& database, const Viewer&) {
  const auto frame = database.read(
      "SELECT DISTINCT word FROM (SELECT name AS word FROM product UNION ALL SELECT model FROM "
      "product) WHERE word IS NOT NULL AND word <> '' ORDER BY word");
  if (!frame) return base::failure_of(frame);
  std::vector<std::string> names;
  for (const auto& row : frame->rows) names.push_back(text_in(row[0]));
  return names;
}

Result<std::vector<std::string>> product_brands(const Database& database, const Viewer&) {
  const auto frame = database.read(
      "SELECT DISTINCT brand FROM product WHERE brand IS NOT NULL AND brand <> '' ORDER BY brand");
  if (!frame) return base::failure_of(frame);
  std::vector<std::string> names;
  for (const auto& row : frame->rows) names.push_back(text_in(row[0]));
  return names;
}

}  // namespace aftercare::store
