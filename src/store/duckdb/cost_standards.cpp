#include "store/duckdb/cost_standards.hpp"

#include <fmt/format.h>

#include <string>

namespace aftercare::store {
namespace {

std::string amount_sql(std::int64_t parts) {
  return fmt::format("{}.{:04}", parts / 10'000, parts % 10'000);
}

// Known minutes take the place of what a contact costs all in.
std::string case_cost_sql(const records::ServiceCosts& costs) {
  std::string cases;
  if (costs.handling_minute)
    cases += fmt::format(" WHEN handled IS NOT NULL THEN handled / 60 * {}",
                         amount_sql(*costs.handling_minute));
  for (const auto& [channel, cost] : costs.contact)
    cases += fmt::format(" WHEN channel = '{}' THEN {}", channel, amount_sql(cost));
  return cases.empty() ? "NULL" : fmt::format("CASE{} END", cases);
}

}  // namespace

base::Result<void> define_cost_standards(const Connection& connection,
                                         const records::ServiceCosts& costs) {
  const auto made = connection.execute(fmt::format(
      "CREATE OR REPLACE TEMP MACRO case_cost(channel, handled) AS ({})::DECIMAL(18,4); "
      "CREATE OR REPLACE TEMP MACRO return_parcel_cost() AS ({})::DECIMAL(18,4)",
      case_cost_sql(costs), costs.return_parcel ? amount_sql(*costs.return_parcel) : "NULL"));
  if (!made) return base::failure_of(made);
  return {};
}

}  // namespace aftercare::store
