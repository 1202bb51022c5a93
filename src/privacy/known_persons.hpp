// What is known of the customers whose cases are being read: their values in clear, for as
// long as they are needed to be masked in texts. Bounded; never written anywhere.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "privacy/masked_text.hpp"
#include "privacy/recent.hpp"
#include "privacy/vault.hpp"

namespace aftercare::privacy {

/// A customer record as the store has it; of one customer there may be several versions.
struct SealedCustomer {
  std::string customer_id;
  std::string person;
  std::string sealed;
};

/// Safe between threads.
class KnownPersons {
 public:
  /// Reads the sealed records of customers; unknown ones are left out.
  using Lookup =
      std::function<base::Result<std::vector<SealedCustomer>>(const std::vector<std::string>& ids)>;

  /// `customer` is the entity, which says what its sealed values are.
  KnownPersons(Vault& vault, const records::Entity& customer, Lookup lookup,
               std::size_t capacity = 100'000);

  /// Learns those not yet known, in one lookup: once per slice, before its rows are sealed. They
  /// stay until the same thread learns the next, whatever other threads learn.
  /// A customer whose key was destroyed is passed over: nothing of him is known any more.
  base::Result<void> learn(const std::vector<std::string_view>& ids);

  /// Remembers values that are at hand anyway (a batch of customers before it is sealed).
  void remember(std::string_view customer_id, std::vector<KnownValue> values);

  /// Appends the customer's values, nothing if not known. No lookup. By any thread.
  void append(std::string_view customer_id, std::vector<KnownValue>& known);

  /// Forgets all, e.g. after customers changed.
  void clear();

 private:
  using Values = std::shared_ptr<const std::vector<KnownValue>>;

  Vault& vault_;
  const records::Entity& customer_;
  const Lookup lookup_;
  std::mutex lock_;
  Recent<Values> recent_;
  std::map<std::thread::id, TextMap<Values>> slices_;  // Of each thread's last learn().
};

}  // namespace aftercare::privacy
