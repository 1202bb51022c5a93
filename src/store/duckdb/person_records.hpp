// Which stored records are about one customer.
//
// A record is a customer's if it names the customer; if it names none, but one of the customer's
// orders or cases, or the same phone, e-mail or account. Names of keys and of what is about the
// person follow from it.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct PersonRecords {
  std::string customer;
  std::map<std::string, std::vector<std::string>> keys;  // Record keys by entity; none: no entry.
  std::map<std::string, std::vector<std::string>> old_keys;  // Of the same in the histories.
  std::vector<std::string> orders;                           // Their ids.
  std::vector<std::string> cases;
  std::vector<std::string> sealed_under;  // Names of keys: "customer/7", "case/3" ...
  std::vector<std::string> files;         // Names of the files that brought the records.

  bool empty() const { return keys.empty() && old_keys.empty(); }
};

base::Result<PersonRecords> person_records(const Database& database, const records::Viewer& viewer,
                                           const std::string& customer);

/// Of each of the customers, in their order, with as many questions as for one. What is about two
/// of them is the first one's.
base::Result<std::vector<PersonRecords>> records_of_persons(
    const Database& database, const records::Viewer& viewer,
    const std::vector<std::string>& customers);

/// The customers that were found or said to be the same person; the customer is none of them.
base::Result<std::vector<std::string>> accounts_of_same_person(const Database& database,
                                                               const records::Viewer& viewer,
                                                               const std::string& customer);

}  // namespace aftercare::store
