#include "store/duckdb/audit_log.hpp"

#include <chrono>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

using base::Result;

namespace {

records::Moment this_moment_of_audit() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

AuditRow audit_row_of(const std::vector<Cell>& cells) {
  // The program writes no nulls: whoever put one in is found by the hash.
  const auto text = [&cells](std::size_t at) {
    return is_null(cells[at]) ? std::string("\0null", 5) : text_in(cells[at]);
  };
  AuditRow row;
  row.number = number_in(cells[0]);
  if (const auto* at = std::get_if<records::Moment>(&cells[1])) row.at = *at;
  row.actor = text(2);
  row.action = text(3);
  row.subject = text(4);
  row.reason = text(5);
  row.previous = text(6);
  row.hash = text(7);
  return row;
}

Result<void> append_audit(WriteSide& side, const records::AuditEntry& entry) {
  const auto end =
      side.connection.frame("SELECT coalesce(max(number), 0), arg_max(hash, number) FROM audit");
  if (!end) return base::failure_of(end);
  AuditRow row{number_in(end->rows[0][0]) + 1,
               entry.at == records::Moment{} ? this_moment_of_audit() : entry.at,
               entry.actor,
               std::string(to_name(entry.action)),
               entry.subject,
               entry.reason,
               text_in(end->rows[0][1]),
               ""};
  row.hash = audit_hash(side.audit.key, row);
  const auto written = side.connection.change(
      "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {row.number, row.at, row.actor, row.action, row.subject, row.reason, row.previous, row.hash});
  if (!written) return base::failure_of(written);
  side.audit_end = records::AuditEnd{row.number, row.hash};
  return {};
}

Result<AuditPage> audit_page(const Database& database, const records::Viewer& viewer,
                             const AuditFilter& filter, std::uint64_t limit, std::uint64_t offset) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  std::string where = " WHERE true";
  std::vector<Cell> values;
  const auto only = [&](const std::string& condition, const Cell& value) {
    where += " AND " + condition;
    values.push_back(value);
  };
  if (!filter.action.empty()) only("action = ?", filter.action);
  if (!filter.actor.empty()) only("actor = ?", filter.actor);
  if (!filter.subject.empty()) only("starts_with(subject, ?)", filter.subject);
  if (filter.from) only("noted_at >= ?", *filter.from);
  if (filter.to) only("noted_at < ?", *filter.to);
  const auto total = database.read("SELECT count(*) FROM audit" + where, values);
  if (!total) return base::failure_of(total);
  values.emplace_back(static_cast<std::int64_t>(limit));
  values.emplace_back(static_cast<std::int64_t>(offset));
  const auto frame = database.read(
      std::string(kAuditRows) + where + " ORDER BY number DESC LIMIT ? OFFSET ?", values);
  if (!frame) return base::failure_of(frame);
  AuditPage page;
  page.total = count_in(total->rows[0][0]);
  for (const auto& row : frame->rows) page.rows.push_back(audit_row_of(row));
  return page;
}

}  // namespace aftercare::store
