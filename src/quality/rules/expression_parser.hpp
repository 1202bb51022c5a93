// Reads what was written as an expression (expression.hpp) into its nodes.

#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "quality/rules/expression.hpp"

namespace aftercare::quality {

/// Fails (usage) saying what was expected and at which character; on more than 500 parts or 50
/// levels as well.
base::Result<RowExpression> read_expression(std::string_view written);

/// ASCII letters made small, as words of the language and `lower` see them.
std::string lowered(std::string_view text);

}  // namespace aftercare::quality
