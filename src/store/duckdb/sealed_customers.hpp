// Sealed customer records by their ids, for who may unseal: names to be masked in texts.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct SealedCustomerRow {
  std::string customer_id;
  std::string person;
  std::string sealed;
};

/// Those of the ids that are known and have something sealed: each version, old ones too.
base::Result<std::vector<SealedCustomerRow>> sealed_customers(const Database& database,
                                                              const records::Viewer& viewer,
                                                              const std::vector<std::string>& ids);

}  // namespace aftercare::store
