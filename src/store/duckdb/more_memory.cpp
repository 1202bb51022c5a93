#include "store/duckdb/more_memory.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

namespace aftercare::store {
namespace {

constexpr double cut_off = 0.05;  // The engine tells a limit cut to a tenth.

// Of "152.5 MiB"; none of a limit in another unit.
std::optional<double> mebibytes_in(const std::string& limit) {
  const auto unit = limit.find(' ');
  double size = 0;
  if (unit == limit.npos || limit.substr(unit + 1) != "MiB" ||
      std::from_chars(limit.data(), limit.data() + unit, size).ec != std::errc())
    return std::nullopt;
  return size;
}

}  // namespace

MoreMemory::MoreMemory(const Connection& connection, double more) : connection_(connection) {
  // The engine refuses a limit below what it holds, so that the last one may still be the wider:
  // the one it was opened with is remembered, and it never grows from one time to the next.
  const auto limit = connection.frame(
      "SELECT coalesce(getvariable('opened_with'), current_setting('memory_limit')), "
      "coalesce(getvariable('widened'), 0.0)::DOUBLE");
  if (!limit || limit->rows.empty()) return;
  const auto opened_with = std::get<std::string>(limit->rows[0][0]);
  const auto size = mebibytes_in(opened_with);
  const auto outer = std::get<double>(limit->rows[0][1]);
  if (!size || outer >= more) return;
  back_ = outer > 0 ? *size + outer : *size + cut_off;
  outer_ = outer;
  widened_ = connection
                 .execute(fmt::format(
                     "SET VARIABLE opened_with = '{}'; SET VARIABLE widened = {:.1f}; SET "
                     "GLOBAL memory_limit = '{:.1f}MiB'",
                     opened_with, more, *size + more))
                 .has_value();
}

MoreMemory::~MoreMemory() {
  if (widened_)
    (void)connection_.execute(fmt::format(
        "SET VARIABLE widened = {:.1f}; SET GLOBAL memory_limit = '{:.2f}MiB'", outer_, back_));
}

}  // namespace aftercare::store
