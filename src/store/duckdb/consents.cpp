#include "store/duckdb/consents.hpp"

#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {

using base::Result;

Result<void> keep_consent(Database& database, const Consent& consent,
                          const records::AuditEntry& entry) {
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> Result<void> {
    const auto kept = side.connection.change(
        "INSERT INTO consent SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, now() AT TIME ZONE "
        "'UTC' FROM consent",
        {consent.customer, consent.purpose, consent.withdrawn, consent.by});
    if (!kept) return base::failure_of(kept);
    return append_audit(side, entry);
  });
}

Result<WithdrawnConsents> withdrawn_consents(const Database& database, const records::Viewer&) {
  const auto frame = database.read_durable(
      "SELECT purpose, customer FROM consent GROUP BY ALL HAVING arg_max(withdrawn, number)");
  if (!frame) return base::failure_of(frame);
  WithdrawnConsents withdrawn;
  for (const auto& row : frame->rows) withdrawn.emplace(text_in(row[0]), text_in(row[1]));
  return withdrawn;
}

Result<std::vector<Consent>> consents(const Database& database, const records::Viewer&,
                                      const std::string& customer) {
  const auto frame = database.read(
      "SELECT customer, purpose, withdrawn, actor, noted_at FROM consent WHERE ? IN ('', customer) "
      "ORDER BY number DESC",
      {customer});
  if (!frame) return base::failure_of(frame);
  std::vector<Consent> all;
  for (const auto& row : frame->rows)
    all.push_back({text_in(row[0]), text_in(row[1]), std::get<bool>(row[2]), text_in(row[3]),
                   std::get<records::Moment>(row[4])});
  return all;
}

}  // namespace aftercare::store
