#include "store/duckdb/sealed_customers.hpp"

#include "store/duckdb/connection.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

base::Result<std::vector<SealedCustomerRow>> sealed_customers(const Database& database,
                                                              const records::Viewer& viewer,
                                                              const std::vector<std::string>& ids) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  (void)viewer;  // Whoever holds the keys decides; here is nothing in clear.
  std::vector<SealedCustomerRow> rows;
  if (ids.empty()) return rows;
  std::string joined;  // One bound value: binding each of thousands is slower than the look-up.
  for (const auto& id : ids) {
    if (!joined.empty()) joined += '\x1f';
    joined += id;
  }
  const auto frame = database.read_durable(
      "SELECT record_key, person, sealed FROM (SELECT record_key, person, sealed FROM customer "
      "UNION ALL SELECT record_key, person, sealed FROM customer_history) WHERE sealed IS NOT NULL "
      "AND record_key IN (SELECT unnest(string_split(?, chr(31))))",
      {Cell(std::move(joined))});
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows)
    rows.push_back({std::get<std::string>(row[0]), std::get<std::string>(row[1]),
                    std::get<std::string>(row[2])});
  return rows;
}

base::Result<void> each_customer(
    const Database& database, const records::Viewer& viewer,
    const std::function<base::Result<void>(ComparedCustomer&&)>& take) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  return database.with_connection([&](const Connection& connection) -> base::Result<void> {
    auto rows = connection.query(
        "SELECT record_key, commit_number, person_id, province, city, gender, person, sealed FROM "
        "customer ORDER BY record_key");
    if (!rows) return base::failure_of(rows);
    for (;;) {
      const auto more = rows->next();
      if (!more) return base::failure_of(more);
      if (!*more) return {};
      const auto text = [&rows](std::size_t column) {
        return rows->is_null(column) ? std::string() : std::string(rows->text(column));
      };
      auto taken = take({text(0), rows->is_null(1) ? 0 : rows->number(1), text(2), text(3), text(4),
                         text(5), text(6), text(7)});
      if (!taken) return taken;
    }
  });
}

}  // namespace aftercare::store
