// Erasing customers, and the receipts that prove it.
//
//   1 intent   what belongs to the person, written to the key file
//   2 keys     destroyed; from here on nothing sealed for the person can be read, in any copy
//   3 store    made anonymous, in one transaction with receipt and log entry
//   4 done     the intent is forgotten
//
// Several go through each step together, each with a receipt of its own. A crash anywhere after 1
// is finished when the workspace is opened next.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

struct ErasureOptions {
  /// Called with "intent", "keys", "store", "done" after each step; for tests that end there.
  std::function<void(std::string_view)> after;
};

struct Erased {
  std::string receipt;                      // JSON, signed.
  std::vector<std::string> other_accounts;  // Of the same person, still there.
};

/// Fails (usage) if no such customer is known, or was erased already.
base::Result<Erased> erase_customer(const Session& session, const std::string& customer,
                                    const Actor& who, const ErasureOptions& options = {});

using FindCustomers = std::function<base::Result<std::vector<std::string>>()>;

/// Erases the customers that `find` names, who are stored; it is asked when nobody else writes any
/// more. Hardly more work than for one. Returns how many there were.
base::Result<std::size_t> erase_customers(const Session& session, const FindCustomers& find,
                                          const Actor& who, const ErasureOptions& options = {});

/// Ends what a crash left open. Returns how many erasures it finished.
base::Result<std::size_t> finish_erasures(const Session& session);

/// What the log and the receipt call a customer: 32 hexadecimal digits.
std::string person_token(const Session& session, const std::string& customer);

/// The receipt of a customer's erasure; empty if there was none.
base::Result<std::string> receipt_of(const Session& session, const std::string& customer);

}  // namespace aftercare::pipeline
