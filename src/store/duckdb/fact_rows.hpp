// Rows of a fact as texts, for an export that is made anonymous first.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// True if the fact has the column and it names neither a record nor a person.
bool may_leave(std::string_view fact, std::string_view column);

struct FactDays {
  std::string column;  // Empty: all rows.
  std::optional<records::Day> from, to;
};

/// Nulls are empty. In no order that tells anything. REQUIRES may_leave() of every column.
base::Result<std::vector<std::vector<std::string>>> fact_rows(
    const Database& database, const records::Viewer& viewer, const std::string& fact,
    const std::vector<std::string>& columns, const FactDays& days);

}  // namespace aftercare::store
