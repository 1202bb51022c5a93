#include "store/duckdb/finding_view.hpp"

#include <fmt/format.h>

#include <array>

#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

struct FindingColumn {
  std::string_view name;
  std::string_view sql;
  std::string FindingFilter::*wanted;
};

constexpr std::array kFindingColumns = {
    FindingColumn{"rule", "n.rule", &FindingFilter::rule},
    FindingColumn{"entity", "n.entity", &FindingFilter::entity},
    FindingColumn{"field", "coalesce(n.field, '')", &FindingFilter::field},
    FindingColumn{"kind", "n.kind", &FindingFilter::kind},
    FindingColumn{"source", "f.source", &FindingFilter::source},
    FindingColumn{"file_id", "n.file_id", &FindingFilter::file_id},
};

constexpr std::size_t kMostFacetValues = 50;

// The conditions of the filter without that on `except`.
std::string where_of(const FindingFilter& filter, std::string_view except,
                     const std::string& inside, std::vector<Cell>& values) {
  std::string where = inside;
  for (const auto& column : kFindingColumns) {
    const auto& wanted = filter.*column.wanted;
    if (wanted.empty() || column.name == except) continue;
    where += fmt::format(" AND {} = ?", column.sql);
    values.emplace_back(wanted);
  }
  return where;
}

base::Result<Facet> facet_of(const Database& database, const FindingFilter& filter,
                             const std::string& inside, const FindingColumn& column) {
  std::vector<Cell> values;
  const auto where = where_of(filter, column.name, inside, values);
  const auto frame =
      database.read(fmt::format("SELECT {0}, any_value(f.name), count(*) FROM finding n "
                                "LEFT JOIN file f ON f.file_id = n.file_id WHERE {1} GROUP BY {0} "
                                "ORDER BY count(*) DESC, {0} LIMIT {2}",
                                column.sql, where, kMostFacetValues),
                    values);
  if (!frame) return base::failure_of(frame);
  Facet facet{std::string(column.name), {}};
  for (const auto& row : frame->rows) {
    const bool file = column.name == "file_id";
    facet.values.push_back({text_in(row[0]), file ? text_in(row[1]) : "", count_in(row[2])});
  }
  return facet;
}

}  // namespace

base::Result<FindingPage> findings(const Database& database, const records::Viewer& viewer,
                                   const FindingFilter& filter, std::uint64_t limit,
                                   std::uint64_t offset) {
  FindingPage page;
  const auto inside = inside_any(viewer, database.dictionary(), "n.", "record_key");
  for (const auto& column : kFindingColumns) {
    auto facet = facet_of(database, filter, inside, column);
    if (!facet) return base::failure_of(facet);
    page.facets.push_back(std::move(*facet));
  }
  std::vector<Cell> values;
  const auto where = where_of(filter, "", inside, values);
  const auto total = database.read(
      "SELECT count(*) FROM finding n LEFT JOIN file f ON f.file_id = n.file_id WHERE " + where,
      values);
  if (!total) return base::failure_of(total);
  page.total = count_in(total->rows[0][0]);
  // A message belongs to a case by its number; everything else by no stored reference.
  const auto frame = database.read(
      fmt::format(
          "WITH page AS (SELECT n.*, f.name AS file_name, f.source AS file_source FROM finding n "
          "LEFT JOIN file f ON f.file_id = n.file_id WHERE {} "
          "ORDER BY f.noted_at DESC, n.file_id, n.row_number, n.field, n.rule LIMIT {} OFFSET {}) "
          "SELECT p.rule, p.kind, p.entity, p.field, p.\"before\", p.\"after\", "
          "p.confidence, p.file_name, p.file_source, p.row_number, p.record_key, "
          "coalesce(own.record_key, up.record_key) "
          "FROM page p LEFT JOIN \"case\" own ON p.entity = 'case' AND own.record_key = "
          "p.record_key "
          "LEFT JOIN message m ON p.entity = 'message' AND m.record_key = p.record_key "
          "LEFT JOIN \"case\" up ON up.case_id = m.case_id "
          "ORDER BY p.file_id, p.row_number, p.field, p.rule",
          where, limit, offset),
      values);
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows) {
    const auto* entity = database.dictionary().entity(text_in(row[2]));
    const auto* field = entity == nullptr ? nullptr : entity->field(text_in(row[3]));
    const auto seen = [&](const Cell& value) {
      return text_in(field == nullptr ? value : shown_cell(viewer, entity->name, *field, value));
    };
    page.rows.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]), text_in(row[3]),
                         seen(row[4]), seen(row[5]), real_in(row[6]), text_in(row[7]),
                         text_in(row[8]), count_in(row[9]), text_in(row[10]), text_in(row[11])});
  }
  return page;
}

}  // namespace aftercare::store
