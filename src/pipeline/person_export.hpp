// All that is stored of one customer, in clear: what the person may ask for.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "privacy/sealed_row.hpp"

namespace aftercare::pipeline {

struct ExportedRecord {
  bool old_version = false;
  std::vector<std::pair<const records::Field*, std::string>> values;  // Without empty ones.
};

struct PersonExport {
  std::string customer;
  std::vector<std::pair<const records::Entity*, std::vector<ExportedRecord>>> records;
  std::vector<privacy::RawRow> set_aside;  // Rows that could not be stored.
  std::vector<std::string> files;          // Names of the files it came from.
  std::vector<std::string> other_accounts;
};

/// Noted in the audit log first. Fails (usage) if nothing is stored about the customer.
base::Result<PersonExport> export_person(const Session& session, const std::string& customer,
                                         const Actor& who);

}  // namespace aftercare::pipeline
