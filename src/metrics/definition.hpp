// What is counted and by what, as the catalog defines it and the model has checked it.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "metrics/derived.hpp"
#include "records/dictionary.hpp"
#include "store/query.hpp"

namespace aftercare::metrics {

struct FactColumn {
  std::string name;
  records::FieldType type = records::FieldType::text;
  records::Label label;
  std::string unit;
  bool shown = false;  // Listed when somebody opens the rows behind a number.
  std::string per;     // The same in every row of this key; empty: only in its own row.
};

/// A wide table of the store; its grain is what one row is.
struct Fact {
  std::string name;
  records::Label grain;
  std::string key;
  std::string day;  // The day a row counts on, unless a measure says otherwise.
  // Empty, or the fact of which it has the rows, told apart further: their days and values are not
  // sought twice.
  std::string rows_of;
  std::vector<FactColumn> columns;

  /// nullptr if there is none.
  const FactColumn* column(std::string_view name) const;
};

enum class DimensionKind { time, code, text, number };

struct DimensionValue {
  std::string code;
  records::Label label;
  std::vector<std::string> synonyms;  // What people say instead.
};

struct Dimension {
  std::string name;
  records::Label label;
  std::vector<std::string> synonyms;  // What people say instead, in either language.
  DimensionKind kind = DimensionKind::text;
  store::DayUnit unit = store::DayUnit::day;                // For time.
  std::map<std::string, std::string, std::less<>> columns;  // Fact -> column; none for time.
  std::vector<DimensionValue> values;  // With kind code: the only ones; else: those with a label.
  std::string compared_within;  // The dimension in whose values siblings are alike; empty: none.
  bool open = false;  // The values are names of places: the store has some of them, and others.
  /// Codes that records of old may have, and what they are now. `recoded_by` tells by which columns
  /// (fact -> column) that is known: the dimension's own, or those of the finer one it follows.
  std::vector<std::pair<std::string, std::string>> recoded;
  std::map<std::string, std::string, std::less<>> recoded_by;
};

/// A condition of a definition on one column. Null meets only `unknown` and `beyond`.
struct Condition {
  enum class Test { is_true, is_false, known, unknown, one_of, at_least, at_most, beyond };
  std::string column;
  Test test = Test::known;
  std::vector<store::Literal> values;  // For one_of, at_least, at_most, beyond.
};

/// One aggregate over the rows of one fact.
struct Measure {
  std::string fact;
  store::Function function = store::Function::count;
  std::string column;  // Empty for count.
  double level = 0.5;  // For quantile.
  std::string day;
  std::vector<Condition> where;
  int matures = 0;  // Rows of the last so many days of the data are too young to count.
  std::optional<records::Label> note = {};  // Told with every answer that uses this alternative.
};

/// The first whose fact has every asked dimension and filter answers.
using Alternatives = std::vector<Measure>;

struct Single {
  Alternatives of;
};
struct Ratio {
  Alternatives numerator;
  Alternatives denominator;
  double scale = 1;
  bool whole_denominator = false;  // Lacking a dimension, the base is all it can be narrowed to.
  std::vector<std::string> over = {};  // Dimensions whose values all share one base.
};
/// Rows opened and not yet ended: how many, or how old they are on average. A row ends on the first
/// known of `ended`, but never while `open`.
struct Stock {
  enum class Tells { level, mean_age };
  std::string fact;
  std::string opened;
  std::vector<std::string> ended;
  std::string open;
  std::vector<Condition> where;
  Tells tells = Tells::level;
};

/// Computed of other metrics' values.
struct Derived {
  DerivedSteps steps;
};

enum class Format { count, percent, money, duration, score, rate };
enum class Direction { up_is_good, down_is_good, neutral };

struct Metric {
  std::string name;
  records::Label label;
  std::vector<std::string> synonyms;  // What people say instead, in either language.
  records::Label description;  // Definition, population, exclusions, clock, date attribution.
  records::Label formula;
  std::string unit;
  Format format = Format::count;
  Direction direction = Direction::neutral;
  int version = 1;
  std::string owner;
  std::string variant_of;       // The metric of which this is another standard; may be empty.
  bool business_clock = false;  // Durations count business hours only.
  std::variant<Single, Ratio, Stock, Derived> kind;
};

std::string_view to_name(DimensionKind kind);
std::string_view to_name(Format format);
std::string_view to_name(Direction direction);

/// The condition as a part of a query tree.
store::ExpressionPtr to_expression(const Condition& condition);
/// All of them; nullptr if there are none.
store::ExpressionPtr to_expression(const std::vector<Condition>& conditions);

}  // namespace aftercare::metrics
