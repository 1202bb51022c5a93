// More memory for the engine while facts are written and committed.

#pragma once

#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// The widest facts are written a block a column and thread, beside the tables they join, which may
/// be more than the engine has for everything else: while it lives, the engine has 48 MB above the
/// limit it was opened with. A limit of a gigabyte and more is left as it is.
class MoreMemory {
 public:
  explicit MoreMemory(const Connection& connection);
  ~MoreMemory();
  MoreMemory(const MoreMemory&) = delete;
  MoreMemory& operator=(const MoreMemory&) = delete;

 private:
  const Connection& connection_;
  double size_ = 0;  // MiB it was opened with.
  bool widened_ = false;
};

}  // namespace aftercare::store
