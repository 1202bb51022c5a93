// Whether the store's tables hold what its ledger says.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct StoreFault {
  enum class Kind {
    slices,   // A file's slices are not as many as it counts, or were not read from as many rows.
    balance,  // rows <> stored + updated + duplicates + quarantined.
    // Records of a file in its tables; told: stored + updated. Once persons were erased or
    // retention was applied, old versions may be missing.
    records,
    duplicates,   // Duplicates of a file; told: by the ledger.
    quarantined,  // Rows of a file set aside; told: by the ledger.
    facts,        // Facts of a table; told: its records.
  };
  Kind kind = Kind::slices;
  std::string name;  // Of the file, or of the facts' table.
  std::int64_t told = 0;
  std::int64_t found = 0;
};

struct StoreCheck {
  std::uint64_t files = 0;
  std::uint64_t rows = 0;              // Of the ledger.
  std::vector<std::string> half_read;  // Names of files that were not read to their end.
  std::uint64_t waiting = 0;           // Rows in quarantine.
  std::vector<StoreFault> faults;
};

base::Result<StoreCheck> check_store(const Database& database, const records::Viewer& viewer);

/// Every person for whom something is sealed, in any table; some several times.
base::Result<void> each_sealed_person(const Database& database, const records::Viewer& viewer,
                                      const std::function<void(std::string_view)>& visit);

}  // namespace aftercare::store
