#include "store/duckdb/more_memory.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>

namespace aftercare::store {
namespace {

constexpr double more_for_facts = 48;  // MiB.
constexpr double cut_off = 0.05;       // The engine tells a limit cut to a tenth.

}  // namespace

MoreMemory::MoreMemory(const Connection& connection) : connection_(connection) {
  // The engine refuses a limit below what it holds, so that the last one may still be the wider:
  // the one it was opened with is remembered, and it never grows from one time to the next.
  const auto limit = connection.frame(
      "SELECT coalesce(getvariable('opened_with'), current_setting('memory_limit'))");
  if (!limit || limit->rows.empty()) return;
  const auto opened_with = std::get<std::string>(limit->rows[0][0]);
  const auto unit = opened_with.find(' ');
  if (unit == opened_with.npos || opened_with.substr(unit + 1) != "MiB" ||
      std::from_chars(opened_with.data(), opened_with.data() + unit, size_).ec != std::errc())
    return;
  widened_ = connection
                 .execute(fmt::format(
                     "SET VARIABLE opened_with = '{}'; SET GLOBAL memory_limit = '{:.1f}MiB'",
                     opened_with, size_ + more_for_facts))
                 .has_value();
}

MoreMemory::~MoreMemory() {
  if (widened_)
    (void)connection_.execute(
        fmt::format("SET GLOBAL memory_limit = '{:.2f}MiB'", size_ + cut_off));
}

}  // namespace aftercare::store
