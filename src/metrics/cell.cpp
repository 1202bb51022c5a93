#include "metrics/cell.hpp"

#include <algorithm>

namespace aftercare::metrics {

bool less(const store::Cell& a, const store::Cell& b) {
  if (store::is_null(a) || store::is_null(b)) return !store::is_null(a) && store::is_null(b);
  return a < b;
}

bool KeyLess::operator()(const Key& a, const Key& b) const {
  return std::ranges::lexicographical_compare(a, b, less);
}

std::optional<double> number_in(const store::Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  return std::nullopt;
}

std::int64_t count_in(const store::Cell& cell) {
  if (const auto* real = std::get_if<double>(&cell)) return static_cast<std::int64_t>(*real);
  const auto* whole = std::get_if<std::int64_t>(&cell);
  return whole == nullptr ? 0 : *whole;
}

}  // namespace aftercare::metrics
