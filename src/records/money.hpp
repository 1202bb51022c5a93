// An amount of money: exact, four decimals, its currency beside it in the record.

#pragma once

#include <compare>
#include <cstdint>

namespace aftercare::records {

/// REQUIRES |amount| < 9e14 currency units. Stored as DECIMAL(18, 4).
struct Money {
  static constexpr std::int64_t kScale = 10'000;
  std::int64_t ten_thousandths = 0;

  double to_double() const { return static_cast<double>(ten_thousandths) / kScale; }
  auto operator<=>(const Money&) const = default;
};

}  // namespace aftercare::records
