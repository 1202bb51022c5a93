#include "store/duckdb/dialect.hpp"

#include <fmt/format.h>

namespace aftercare::store::duckdb {
namespace {

// DuckDB knows no backslash escapes: only the quote itself is doubled.
std::string quoted_text(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'') quoted += '\'';
    quoted += letter;
  }
  return quoted + "'";
}

// date_trunc begins weeks on Monday (ISO 8601).
std::string truncated_day(std::string_view day, DayUnit unit) {
  switch (unit) {
    case DayUnit::day:
      return fmt::format("date_trunc('day', {})::DATE", day);
    case DayUnit::week:
      return fmt::format("date_trunc('week', {})::DATE", day);
    case DayUnit::month:
      return fmt::format("date_trunc('month', {})::DATE", day);
  }
  return {};
}

std::string exact_quantile(std::string_view of, double level) {
  return fmt::format("quantile_cont({}, {})", of, level);
}

std::string filtered_aggregate(std::string_view aggregate, std::string_view predicate) {
  return fmt::format("{} FILTER (WHERE {})", aggregate, predicate);
}

std::string part_of_value(std::string_view of, unsigned parts) {
  return fmt::format("hash({}) % {}", of, parts);
}

}  // namespace

const Grammar& grammar() {
  static constexpr Grammar own{quoted_text, truncated_day, exact_quantile, filtered_aggregate,
                               part_of_value};
  return own;
}

}  // namespace aftercare::store::duckdb
