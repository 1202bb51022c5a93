#include "metrics/cell.hpp"

#include <algorithm>

namespace aftercare::metrics {

namespace {

// order: below 0 where a is before b, above where after; null is last. Most keys are texts.
int order(const store::Cell& a, const store::Cell& b) {
  const auto* left = std::get_if<std::string>(&a);
  const auto* right = std::get_if<std::string>(&b);
  if (left != nullptr && right != nullptr) return left->compare(*right);
  if (store::is_null(a) || store::is_null(b))
    return static_cast<int>(store::is_null(a)) - static_cast<int>(store::is_null(b));
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

bool less(const store::Cell& a, const store::Cell& b) {
  return order(a, b) < 0;
}

bool KeyLess::operator()(const Key& a, const Key& b) const {
  const auto common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i)
    if (const auto told = order(a[i], b[i]); told != 0) return told < 0;
  return a.size() < b.size();
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
