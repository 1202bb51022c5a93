#include "store/duckdb/quarantine.hpp"

#include <fmt/format.h>

#include "store/duckdb/cells.hpp"

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

}  // namespace

base::Result<std::vector<SetAside>> quarantine_list(const Database& database,
                                                    const records::Viewer&, std::string_view state,
                                                    std::uint64_t limit) {
  const auto frame = database.read(
      fmt::format("SELECT {} FROM quarantine q LEFT JOIN file f ON f.file_id = q.file_id "
                  "WHERE ? = '' OR q.state = ? ORDER BY q.id{}",
                  set_aside_columns, limit == 0 ? "" : fmt::format(" LIMIT {}", limit)),
      {std::string(state), std::string(state)});
  if (!frame) return base::failure_of(frame);
  std::vector<SetAside> rows;
  for (const auto& row : frame->rows) rows.push_back(set_aside(row));
  return rows;
}

base::Result<SetAside> quarantined_row(const Database& database, const records::Viewer&,
                                       std::int64_t id) {
  const auto frame = database.read(
      fmt::format("SELECT {}, q.sealed FROM quarantine q LEFT JOIN file f ON f.file_id = "
                  "q.file_id WHERE q.id = ?",
                  set_aside_columns),
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
