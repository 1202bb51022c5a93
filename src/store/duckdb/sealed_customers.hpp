// Sealed customer records by their ids, for who may unseal: names to be masked in texts, and all of
// them to be compared.

#pragma once

#include <cstdint>
#include <functional>
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

/// A current record, for who compares customers.
struct ComparedCustomer {
  std::string key;
  std::int64_t commit = 0;
  std::string person_id;  // As the source says; empty: it does not.
  std::string province;
  std::string city;
  std::string gender;
  std::string person;  // Whose key opens it.
  std::string sealed;  // Empty: nothing was.
};
/// Calls `take` for every customer, in order of their keys.
base::Result<void> each_customer(const Database& database, const records::Viewer& viewer,
                                 const std::function<base::Result<void>(ComparedCustomer&&)>& take);

}  // namespace aftercare::store
