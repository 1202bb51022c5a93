// SQL functions local_day(TIMESTAMP) and local_hour(TIMESTAMP): the calendar day, and the hour of
// it (0 to 23), of a UTC moment in the workspace's zone.

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// The zone as a short list of offsets, so that a day costs a few nanoseconds. Immutable.
class LocalDays {
 public:
  explicit LocalDays(const records::Zone& zone);
  /// Days since 1970 of the moment (microseconds since 1970, UTC).
  std::int32_t day_of(std::int64_t moment) const;
  /// 0 to 23.
  std::int64_t hour_of(std::int64_t moment) const;

 private:
  std::int64_t local(std::int64_t moment) const;

  struct Span {
    std::int64_t from;    // First moment of this offset.
    std::int64_t offset;  // Local minus UTC, microseconds.
  };
  records::Zone zone_;
  std::vector<Span> spans_;  // By `from`; covers 1970 to 2099.
};

/// Registers the functions for all connections of the store. REQUIRES: `days` outlives it.
base::Result<void> register_local_day(const Connection& connection, const LocalDays* days);

}  // namespace aftercare::store
