#include "store/duckdb/quarantine.hpp"

#include <fmt/format.h>

#include <array>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

constexpr std::string_view set_aside_columns =
    "q.id, q.file_id, f.name, f.source, f.mapping, q.slice_number, q.state, q.row_number, "
    "q.byte_offset, q.entity, q.reason, q.field, q.person";

SetAside set_aside(const std::vector<Cell>& row) {
  SetAside out;
  out.id = number_in(row[0]);
  out.file_id = text_in(row[1]);
  out.file = text_in(row[2]);
  out.source = text_in(row[3]);
  out.mapping = text_in(row[4]);
  out.slice = static_cast<std::uint32_t>(number_in(row[5]));
  out.state = text_in(row[6]);
  out.row.origin = {count_in(row[7]), count_in(row[8])};
  out.row.entity = text_in(row[9]);
  out.row.reason = text_in(row[10]);
  out.row.field = text_in(row[11]);
  out.row.person = text_in(row[12]);
  return out;
}

struct AsideColumn {
  std::string_view name;
  std::string_view sql;
  std::string QuarantineFilter::*wanted;
};

constexpr std::array kAsideColumns = {
    AsideColumn{"reason", "q.reason", &QuarantineFilter::reason},
    AsideColumn{"entity", "q.entity", &QuarantineFilter::entity},
    AsideColumn{"field", "coalesce(q.field, '')", &QuarantineFilter::field},
    AsideColumn{"file_id", "q.file_id", &QuarantineFilter::file_id},
    AsideColumn{"state", "q.state", &QuarantineFilter::state},
};

constexpr std::string_view kAsideTables =
    "FROM quarantine q LEFT JOIN file f ON f.file_id = q.file_id";

std::string where_aside(const QuarantineFilter& filter, std::string_view except,
                        const records::Viewer& viewer, std::vector<Cell>& values) {
  auto where = "WHERE " + inside_source(viewer, "f.source");
  for (const auto& column : kAsideColumns) {
    const auto& wanted = filter.*column.wanted;
    if (wanted.empty() || column.name == except) continue;
    where += fmt::format(" AND {} = ?", column.sql);
    values.emplace_back(wanted);
  }
  return where;
}

base::Result<Facet> facet_aside(const Database& database, const QuarantineFilter& filter,
                                const records::Viewer& viewer, const AsideColumn& column) {
  constexpr int most = 50;
  std::vector<Cell> values;
  const auto where = where_aside(filter, column.name, viewer, values);
  const auto frame =
      database.read(fmt::format("SELECT {0}, any_value(f.name), count(*) {1} {2} GROUP BY {0} "
                                "ORDER BY count(*) DESC, {0} LIMIT {3}",
                                column.sql, kAsideTables, where, most),
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

base::Result<QuarantinePage> quarantine_page(const Database& database,
                                             const records::Viewer& viewer,
                                             const QuarantineFilter& filter, std::uint64_t limit,
                                             std::uint64_t offset) {
  QuarantinePage page;
  for (const auto& column : kAsideColumns) {
    auto facet = facet_aside(database, filter, viewer, column);
    if (!facet) return base::failure_of(facet);
    page.facets.push_back(std::move(*facet));
  }
  std::vector<Cell> values;
  const auto where = where_aside(filter, "", viewer, values);
  const auto total =
      database.read(fmt::format("SELECT count(*) {} {}", kAsideTables, where), values);
  if (!total) return base::failure_of(total);
  page.total = count_in(total->rows[0][0]);
  const auto frame =
      database.read(fmt::format("SELECT {} {} {} ORDER BY q.id LIMIT {} OFFSET {}",
                                set_aside_columns, kAsideTables, where, limit, offset),
                    values);
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows) page.rows.push_back(set_aside(row));
  return page;
}

base::Result<std::vector<SetAside>> quarantine_list(const Database& database,
                                                    const records::Viewer& viewer,
                                                    std::string_view state, std::uint64_t limit) {
  const auto frame = database.read(
      fmt::format("SELECT {} FROM quarantine q LEFT JOIN file f ON f.file_id = q.file_id "
                  "WHERE (? = '' OR q.state = ?) AND {} ORDER BY q.id{}",
                  set_aside_columns, inside_source(viewer, "f.source"),
                  limit == 0 ? "" : fmt::format(" LIMIT {}", limit)),
      {std::string(state), std::string(state)});
  if (!frame) return base::failure_of(frame);
  std::vector<SetAside> rows;
  for (const auto& row : frame->rows) rows.push_back(set_aside(row));
  return rows;
}

base::Result<void> each_quarantined(const Database& database, const records::Viewer&,
                                    const std::function<base::Result<void>(SetAside&&)>& take) {
  return database.with_connection([&](const Connection& connection) -> base::Result<void> {
    auto rows = connection.query(
        fmt::format("SELECT {}, q.sealed FROM quarantine q LEFT JOIN file f ON f.file_id = "
                    "q.file_id WHERE q.sealed IS NOT NULL",
                    set_aside_columns));
    if (!rows) return base::failure_of(rows);
    for (;;) {
      const auto more = rows->next();
      if (!more) return base::failure_of(more);
      if (!*more) return {};
      std::vector<Cell> cells;
      for (std::size_t column = 0; column + 1 < rows->columns(); ++column) {
        auto cell = rows->cell(column);
        if (!cell) return base::failure_of(cell);
        cells.push_back(std::move(*cell));
      }
      auto row = set_aside(cells);
      row.row.sealed = std::string(rows->text(rows->columns() - 1));
      if (auto taken = take(std::move(row)); !taken) return taken;
    }
  });
}

base::Result<SetAside> quarantined_row(const Database& database, const records::Viewer& viewer,
                                       std::int64_t id) {
  const auto frame = database.read(
      fmt::format("SELECT {}, q.sealed FROM quarantine q LEFT JOIN file f ON f.file_id = "
                  "q.file_id WHERE q.id = ? AND {}",
                  set_aside_columns, inside_source(viewer, "f.source")),
      {id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(fmt::format("no such row in quarantine: {}", id),
                         fmt::format("隔离区中没有该行：{}", id));
  auto out = set_aside(frame->rows[0]);
  out.row.sealed = text_in(frame->rows[0].back());
  return out;
}

}  // namespace aftercare::store
