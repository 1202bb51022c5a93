// Dates like "03/04/2026" in a column that declares no order of day and month.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "records/dictionary.hpp"
#include "standard/moment_text.hpp"

namespace aftercare::standard {

/// Asks the other dates of the column which of the two numbers is the month. Looks at them when it
/// is asked first. Views the cells and the zone's reader.
class MomentOrder {
 public:
  MomentOrder(const std::vector<std::string_view>& cells, records::FieldType type,
              const MomentReader& plain);

  struct Reading {
    std::int64_t value = 0;  // As MomentReader gives it.
    double confidence = 0;
  };
  /// Nothing if the cell is no such date. Of one that has one reading it is that. Of one that has
  /// two it is that of the dates of the column with only one, as sure as they agree (of n of them
  /// with k of one order (k + 1) / (n + 2)); without any, month first and as sure as a coin.
  std::optional<Reading> read(std::string_view cell);

 private:
  struct Readings {
    std::optional<std::int64_t> month_first, day_first;
  };
  Readings readings(std::string_view cell);
  void count();

  const std::vector<std::string_view>& cells_;
  records::FieldType type_;
  const MomentReader& plain_;
  std::optional<MomentReader> month_first_;  // Most columns need neither.
  std::optional<MomentReader> day_first_;
  bool counted_ = false;
  double months_first_ = 0;  // Cells that are dates only so.
  double days_first_ = 0;
};

}  // namespace aftercare::standard
