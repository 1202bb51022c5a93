#include "store/duckdb/record_reading.hpp"

#include <fmt/format.h>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::store {

base::Result<std::vector<WholeRecord>> whole_records(const Database& database,
                                                     const records::Viewer&,
                                                     const records::Entity& entity,
                                                     const std::vector<std::string>& keys) {
  std::string fields;
  for (const auto& field : entity.fields) fields += fmt::format(", \"{}\"", field.name);
  std::vector<WholeRecord> records;
  for (const bool old_version : {false, true}) {
    const auto frame = database.read(
        fmt::format("SELECT record_key, person, sealed{} FROM \"{}\" WHERE record_key IN ({}) "
                    "ORDER BY record_key, version",
                    fields, old_version ? history_table(entity.name) : entity.name, kBoundList),
        {bound_list(keys)});
    if (!frame) return base::failure_of(frame);
    for (const auto& row : frame->rows)
      records.push_back({text_in(row[0]),
                         text_in(row[1]),
                         text_in(row[2]),
                         old_version,
                         {row.begin() + 3, row.end()}});
  }
  return records;
}

}  // namespace aftercare::store
