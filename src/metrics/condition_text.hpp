// Conditions as people write them, whatever their names stand for: dimensions, or columns of a
// file.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "metrics/question.hpp"

namespace aftercare::metrics {

/// What names and values mean where a condition is asked.
class ConditionNames {
 public:
  virtual ~ConditionNames() = default;
  /// What a name is: "a dimension".
  virtual base::Message kind() const = 0;
  /// The name that a filter carries. Fails (usage) on one that is not known.
  virtual base::Result<std::string> name_of(const std::string& said) const = 0;
  /// Checks the values, and may put codes in their place. Fails (usage) on one that cannot be.
  virtual base::Result<void> settle(Filter& filter) const = 0;
};

/// condition { and condition }; a condition is
///   NAME (= | != | > | >= | < | <=) VALUE
///   NAME [not] in (VALUE, ...)        NAME is [not] null
/// Names and values are quoted ('...' or "...", the quote doubled inside) if they hold spaces or
/// signs. Full-width signs and 且 are as good. Empty text: none. Fails (usage) naming the character
/// at which it went wrong.
base::Result<std::vector<Filter>> parse_conditions(const ConditionNames& names,
                                                   std::string_view text);

}  // namespace aftercare::metrics
