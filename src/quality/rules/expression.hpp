// A small language for what must hold between columns of a row. It is parsed and checked, never
// evaluated as code: it has no loops, no calls but five functions, and a bounded size.
//
//   refund <= paid and (status != 'cancelled' or refund is null)
//   days(delivered_at, shipped_at) between 0 and 60
//   channel in ('chat', 'email') or length(text) >= 5
//
// Null is not known: a comparison with it is not known either, and a rule is broken only by a row
// for which it is false.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/query.hpp"

namespace re2 {
class RE2;
}

namespace aftercare::quality {

/// A value of a row or of a part of an expression.
struct ExpressionValue {
  enum class Kind : std::uint8_t { null, boolean, number, text, moment };
  Kind kind = Kind::null;
  double number = 0;           // Also of boolean (0, 1) and moment (seconds since 1970).
  std::string_view text = {};  // As it stands; of a value read from text also where it is a number.

  static ExpressionValue of(bool value) { return {Kind::boolean, value ? 1.0 : 0.0, {}}; }
  static ExpressionValue of(double value) { return {Kind::number, value, {}}; }
};

/// Immutable once parsed; safe between threads.
class RowExpression {
 public:
  /// Fails (usage) saying what was expected and at which character.
  static base::Result<RowExpression> parse(std::string_view written);

  const std::string& written() const { return written_; }
  /// Every column that it reads, each once.
  const std::vector<std::string>& columns() const { return columns_; }

  /// True, false, or nothing where it is not known. `value_of` gives the value of columns()[i].
  std::optional<bool> judge(
      const std::function<ExpressionValue(std::size_t column)>& value_of) const;

  /// The same as a part of a query, true for rows that break it; nullptr if the query tree cannot
  /// say it (functions, patterns, moments written as text).
  store::ExpressionPtr violation() const;

 private:
  friend class ExpressionParser;
  enum class Op : std::uint8_t {
    number,
    text,
    boolean,
    null,
    column,
    negate,
    add,
    subtract,
    multiply,
    divide,
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    is_null,
    in_list,
    matches,
    between,
    logical_not,
    logical_and,
    logical_or,
    length,
    absolute,
    days,
    lower,
    year
  };
  struct Node {
    Op op = Op::null;
    double number = 0;
    std::string text;
    std::size_t column = 0;
    std::vector<std::size_t> parts;  // Indices of nodes.
    std::shared_ptr<const re2::RE2> pattern;
  };

  ExpressionValue value(std::size_t node,
                        const std::function<ExpressionValue(std::size_t)>& value_of) const;
  store::ExpressionPtr query_part(std::size_t node) const;

  std::string written_;
  std::vector<std::string> columns_;
  std::vector<Node> nodes_;
  std::size_t root_ = 0;
};

/// A cell of a table as an expression sees it: read as a number, a moment or a word.
ExpressionValue value_of_cell(std::string_view cell);

}  // namespace aftercare::quality
