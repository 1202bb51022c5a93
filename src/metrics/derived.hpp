// The expression of a derived metric: names of metrics, numbers, + - * / and brackets.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace aftercare::metrics {

/// In postfix order: what is named or written, and the operators between.
struct DerivedStep {
  enum class Operator { add, subtract, multiply, divide };
  std::variant<double, std::string, Operator> what;
};
using DerivedSteps = std::vector<DerivedStep>;

/// Fails (usage) on what is no such expression; names are not looked up.
base::Result<DerivedSteps> parse_derived(std::string_view text);

/// The metrics it names, each once, in the order written.
std::vector<std::string> names_in(const DerivedSteps& steps);

/// None if a named value is none, or something is divided by zero.
std::optional<double> value_of(
    const DerivedSteps& steps,
    const std::function<std::optional<double>(const std::string&)>& value);

/// The unit of the result; "" where it is not told by the parts (a product, a quotient, a bare
/// number). Fails if things of two units are added.
base::Result<std::string> unit_of(const DerivedSteps& steps,
                                  const std::function<std::string(const std::string&)>& unit);

}  // namespace aftercare::metrics
