// Which stored records hold exactly this phone, e-mail or order number.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// A personal value by its token (Vault::token), or an order's number as it is.
struct ExactValue {
  records::PersonalKind kind = records::PersonalKind::none;  // none: `text` is an order's number.
  std::string text;
};

/// Keys of one entity's records, the newest first.
struct ExactHits {
  std::string entity;
  std::vector<std::string> keys;
  bool more = false;  // There are others.
};

/// Customers, orders and cases that hold one of the values, that name a customer who does, or the
/// order: those inside the viewer's scope, at most `most` of each. Entities without any are left
/// out. A name or an address is nobody's own and finds nothing.
base::Result<std::vector<ExactHits>> find_exactly(const Database& database,
                                                  const records::Viewer& viewer,
                                                  const std::vector<ExactValue>& values,
                                                  std::size_t most);

}  // namespace aftercare::store
