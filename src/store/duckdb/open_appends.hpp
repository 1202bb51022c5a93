// Appenders that stay open from one slice of a group to the next: opening one and handing over what
// it holds cost the engine as much as some thousand rows. Private to src/store/duckdb.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "base/result.hpp"
#include "store/duckdb/appender.hpp"

namespace aftercare::store {

class OpenAppends {
 public:
  /// As Appender::append. What was appended is in the table no later than at hand_over().
  base::Result<void> append(const Connection& connection, const TableLayout& layout,
                            std::span<const std::uint32_t> picks, std::span<const Feed> feeds);
  /// Puts everything into the tables and closes the appenders.
  base::Result<void> hand_over();
  /// From now on every slice is put into its tables at once, or (false) some slices together.
  void put_sooner(bool sooner) { sooner_ = sooner; }
  /// Forgets them. REQUIRES: the transaction is open still, and is rolled back next.
  void drop() { open_.clear(); }

 private:
  struct Open {
    Appender appender;
    std::uint64_t rows = 0;    // Since they were last put into the table.
    std::uint32_t slices = 0;  // The same.
  };
  std::map<std::string, Open, std::less<>> open_;  // By table.
  bool sooner_ = false;
};

}  // namespace aftercare::store
