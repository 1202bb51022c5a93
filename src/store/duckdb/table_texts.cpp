#include "store/duckdb/table_texts.hpp"

#include <fmt/format.h>

#include <utility>

#include "records/batch.hpp"
#include "store/duckdb/connection.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

constexpr std::size_t rows_of_a_batch = 20'000;

}  // namespace

base::Result<void> each_batch_of_texts(
    const Database& database, const records::Viewer& viewer, const std::string& entity,
    const std::vector<std::string>& columns,
    const std::function<base::Result<void>(records::RawBatch&&)>& use) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  std::string values;
  for (const auto& column : columns)
    values += fmt::format("{}\"{}\"::VARCHAR", values.empty() ? "" : ", ", column);
  return database.with_connection([&](const Connection& connection) -> base::Result<void> {
    auto rows = connection.query(fmt::format("SELECT {} FROM \"{}\"", values, entity));
    if (!rows) return base::failure_of(rows);
    std::uint64_t number = 0;
    for (bool more = true; more;) {
      records::RawBatch batch;
      batch.columns = columns;
      const auto arena = std::make_shared<records::Arena>();
      while (batch.rows() < rows_of_a_batch) {
        const auto next = rows->next();
        if (!next) return base::failure_of(next);
        more = *next;
        if (!more) break;
        for (std::size_t i = 0; i < columns.size(); ++i)
          batch.cells.push_back(rows->is_null(i) ? std::string_view() : arena->keep(rows->text(i)));
        batch.origins.push_back({++number, 0});
      }
      batch.repairs.resize(batch.rows());
      batch.keeps.push_back(arena);
      if (batch.rows() == 0) break;
      if (auto used = use(std::move(batch)); !used) return used;
    }
    return {};
  });
}

}  // namespace aftercare::store
