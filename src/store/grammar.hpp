// What differs between the SQL of two engines; everything else render.cpp writes once.

#pragma once

#include <string>
#include <string_view>

#include "store/query.hpp"

namespace aftercare::store {

/// One per engine. The texts passed in are SQL already, save for `text_literal`.
struct Grammar {
  /// REQUIRES: UTF-8 without NUL.
  std::string (*text_literal)(std::string_view text);
  std::string (*truncate)(std::string_view day, DayUnit unit);
  /// Exact, linear interpolation; null for no values.
  std::string (*quantile)(std::string_view of, double level);
  /// The aggregate over only the rows for which the predicate is true.
  std::string (*only_if)(std::string_view aggregate, std::string_view predicate);
  /// The number, from 0, of the part out of so many that a value falls into.
  std::string (*part_of)(std::string_view of, unsigned parts);
};

}  // namespace aftercare::store
