// The whole content of a store, for tests and audits that must see everything.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

using ValueSeen =
    std::function<void(std::string_view table, std::string_view column, std::string_view value)>;

/// Calls `seen` with every value of every column of every table, as text; blobs as their bytes.
/// Nulls are left out.
base::Result<void> dump_all_values(const Database& database, const records::Viewer& viewer,
                                   const ValueSeen& seen);

/// "rows:digest" by table, equal for stores that hold the same, in whatever order it was stored.
/// Leaves out what may differ between equal runs: sealed bytes, moments of ingest, numbers of
/// commits and of quarantined rows, the audit log, receipts, marks of files.
base::Result<std::map<std::string, std::string>> content_snapshot(const Database& database,
                                                                  const records::Viewer& viewer);

}  // namespace aftercare::store
