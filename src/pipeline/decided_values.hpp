// What people decided that unlisted values mean, and of proposed repairs, put into rows as they are
// read.

#pragma once

#include <map>
#include <string>
#include <tuple>

#include "base/result.hpp"
#include "privacy/vault.hpp"
#include "records/batch.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::pipeline {

/// Immutable; safe between threads. What it puts into a batch it owns: it must outlive the batch.
class DecidedValues {
 public:
  /// The vault, which knows what personal values are called, must outlive it.
  static base::Result<DecidedValues> load(const store::Database& database,
                                          const privacy::Vault& vault);

  /// Rows set aside only because a needed value, or a key, waited for a decision become good. Call
  /// it before rules.
  void admit(records::Batch& batch) const;
  /// Fills the other fields. Call it when the row is identified: a decision changes what a record
  /// says, not which one it is, so the same row read again stays a duplicate.
  void fill(records::Batch& batch) const;

 private:
  struct Decided {
    bool accepted = false;
    std::string code;
  };
  explicit DecidedValues(const privacy::Vault& vault) : vault_(&vault) {}
  const Decided* decided(const records::Batch& batch, const records::Finding& finding) const;
  /// True if the finding is of a decided value and the row now has what it means.
  bool fill(records::Batch& batch, records::Finding& finding) const;

  const privacy::Vault* vault_;
  /// Entity, field, value, and where no list says what it may mean what was suggested.
  std::map<std::tuple<std::string, std::string, std::string, std::string>, Decided, std::less<>>
      decided_;
};

}  // namespace aftercare::pipeline
