// The query tree: the only way metrics and insight ask the store.
//
// It can say only what every engine of DESIGN.md can do: one fact, filters, grouping,
// aggregates, order and limit; at most one level of sub-select. Each engine renders it
// (render.hpp); the rest is computed on the small result in C++.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "records/moment.hpp"

namespace aftercare::store {

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;  // Shared: trees are immutable values.

struct ColumnRef {
  std::string name;
};
struct Literal {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, records::Day> value;
};

enum class Comparison { equal, not_equal, less, less_or_equal, greater, greater_or_equal };
struct Compare {
  ExpressionPtr left;
  Comparison op;
  ExpressionPtr right;
};
struct InList {
  ExpressionPtr of;
  std::vector<Literal> list;
  bool negated = false;
};
struct IsNull {
  ExpressionPtr of;
  bool negated = false;
};
struct And {
  std::vector<ExpressionPtr> parts;
};  // Empty: true.
struct Or {
  std::vector<ExpressionPtr> parts;
};  // Empty: false.
struct Not {
  ExpressionPtr of;
};

enum class Operation { add, subtract, multiply, divide };  // divide: null on a zero divisor.
struct Arithmetic {
  ExpressionPtr left;
  Operation op;
  ExpressionPtr right;
};

/// The day column cut to the first day of its unit; weeks begin on Monday.
enum class DayUnit { day, week, month };
struct Truncate {
  ExpressionPtr day;
  DayUnit unit;
};

enum class Function { count, count_distinct, sum, average, minimum, maximum, quantile };
struct Aggregate {
  Function function;
  ExpressionPtr of;       // nullptr: count of rows.
  ExpressionPtr only_if;  // nullptr: all rows of the group.
  double level = 0.5;     // For quantile: exact, linear interpolation.
};

/// Where `of` is one of the texts, what stands beside it; else `otherwise`. Not empty. It is often
/// selected under the name of the column it reads: an engine where that name then hides the column
/// in conditions has to qualify it.
struct Recode {
  ExpressionPtr of;
  std::vector<std::pair<std::string, std::string>> texts;  // From, to.
  ExpressionPtr otherwise;
};

struct Expression {
  std::variant<ColumnRef, Literal, Compare, InList, IsNull, And, Or, Not, Arithmetic, Truncate,
               Aggregate, Recode>
      node;
};

struct Selected {
  ExpressionPtr expression;
  std::string name;
};
struct Ordered {
  std::string name;
  bool descending = false;
};  // Names a selected column.

/// The rows whose value of the column falls into one of so many parts, numbered from 0: rows of one
/// value are in one part. Null is a value.
struct RowPart {
  std::string column;
  unsigned at = 0;
  unsigned of = 1;
};

struct Query {
  std::string fact;  // A fact table or view of the store.
  std::vector<Selected> select;
  ExpressionPtr where;  // nullptr: all.
  std::vector<ExpressionPtr> group_by;
  std::vector<Ordered> order_by;
  std::optional<std::uint64_t> limit;
  std::uint64_t offset = 0;
  bool totally_ordered = false;  // order_by already tells every two rows apart.
  bool any_order = false;        // Groups come as they are found.
  /// One row more, of all rows: its groups are null, and a last column, `is_total`, is 1 there and
  /// 0 in the others; it comes last if groups have an order. In one scan where the engine
  /// can. REQUIRES: groups, no limit.
  bool with_total = false;
  std::optional<RowPart> part = {};  // None: rows of all parts.
};

}  // namespace aftercare::store
