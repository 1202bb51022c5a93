// Consents that customers withdrew, by purpose (catalog/processing.yaml). The newest counts.

#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/audit_entry.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct Consent {
  std::string customer;
  std::string purpose;
  bool withdrawn = true;  // False: given again.
  std::string by;
  records::Moment at;
};

/// Purpose and customer.
using WithdrawnConsents = std::set<std::pair<std::string, std::string>>;

/// Keeps it and its log entry, both or none.
base::Result<void> keep_consent(Database& database, const Consent& consent,
                                const records::AuditEntry& entry);

/// Those in force. Does not end an open group of slices.
base::Result<WithdrawnConsents> withdrawn_consents(const Database& database,
                                                   const records::Viewer& viewer);

/// The newest first; empty customer: of all.
base::Result<std::vector<Consent>> consents(const Database& database, const records::Viewer& viewer,
                                            const std::string& customer);

}  // namespace aftercare::store
