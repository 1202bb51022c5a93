// What people decided that unlisted values mean, put into rows as they are read.

#pragma once

#include <map>
#include <string>
#include <tuple>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::pipeline {

/// Immutable; safe between threads. What it puts into a batch it owns: it must outlive the batch.
class DecidedValues {
 public:
  static base::Result<DecidedValues> load(const store::Database& database);

  /// Rows set aside only because a needed value was unlisted become good. Call it before rules.
  void admit(records::Batch& batch) const;
  /// Fills the other fields. Call it when the row is identified: a decision changes what a record
  /// says, not which one it is, so the same row read again stays a duplicate.
  void fill(records::Batch& batch) const;

 private:
  /// True if the finding is of a decided value and the row now has its code.
  bool fill(records::Batch& batch, records::Finding& finding) const;

  /// Entity, field, value -> code.
  std::map<std::tuple<std::string, std::string, std::string>, std::string, std::less<>> codes_;
};

}  // namespace aftercare::pipeline
