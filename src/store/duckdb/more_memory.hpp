// More memory for the engine while facts are written and committed.

#pragma once

#include <cstddef>

#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// The widest facts are written a block a column and thread, beside the tables they join, which may
/// be more than the engine has for everything else: while it lives, the engine has so much above
/// the limit it was opened with. A limit of a gigabyte and more is left as it is. One within
/// another is the wider of both while it lives.
class MoreMemory {
 public:
  /// MiB: for facts of new records, and for those that many tables are joined to anew.
  static constexpr double kForFacts = 48;
  static constexpr double kForJoins = 112;
  /// Of new records' facts with so many columns: a block of values and one of nulls each, and what
  /// is joined to them.
  static constexpr double for_columns(std::size_t columns) {
    constexpr double joined = 46, two_blocks = 0.5;
    return joined + two_blocks * static_cast<double>(columns);
  }

  explicit MoreMemory(const Connection& connection, double more = kForFacts);
  ~MoreMemory();
  MoreMemory(const MoreMemory&) = delete;
  MoreMemory& operator=(const MoreMemory&) = delete;

 private:
  const Connection& connection_;
  double outer_ = 0;  // MiB that one around it gives.
  double back_ = 0;   // MiB that the engine has afterwards.
  bool widened_ = false;
};

}  // namespace aftercare::store
