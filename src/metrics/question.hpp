// What is asked, and what is answered.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "metrics/interval.hpp"
#include "records/moment.hpp"
#include "store/frame.hpp"

namespace aftercare::metrics {

/// `not_in` keeps rows without a value, unless null itself is listed: no value is not that value.
enum class FilterOperator { in, not_in, at_least, at_most, above, below };

/// A condition on one dimension. A value is a code or a label; none (null) is "no value".
struct Filter {
  std::string dimension;
  FilterOperator op = FilterOperator::in;
  std::vector<std::optional<std::string>> values;
};

/// Keeps the rows of an answer whose metric is so; a metric without a value never is.
struct Having {
  std::string metric;                         // One of those asked.
  FilterOperator op = FilterOperator::above;  // Any but in and not_in.
  double value = 0;
};

struct Order {
  std::string name;  // Of an asked metric or dimension.
  bool descending = false;
};

struct Question {
  std::vector<std::string> metrics;
  std::vector<std::string> by;
  std::vector<Filter> where;
  std::optional<records::Day> from;  // Inclusive; neither: all rows, those without a day too.
  std::optional<records::Day> to;    // Inclusive.
  std::vector<Having> having;        // On the rows only; the total is of all rows.
  std::vector<Order> order;  // Empty: time first, else the first metric descending; ties by value.
  std::optional<std::uint64_t> limit;
  bool mean_intervals = false;  // Intervals of means too: the store then sums squares besides.
};

/// Both days belong to it. Null: there are no rows with a day.
struct Period {
  std::optional<records::Day> from;
  std::optional<records::Day> to;
};

struct Answer {
  struct Column {
    std::string name;
    bool is_metric = false;
  };
  std::vector<Column> columns;                 // Dimensions, then metrics, as asked.
  std::vector<std::vector<store::Cell>> rows;  // A null metric is "not applicable".
  std::vector<std::vector<store::Cell>> n;     // Population behind each metric; rows as above.
  // 95 % of shares, rates and (if asked) means; none for what has no interval.
  std::vector<std::vector<std::optional<Interval>>> intervals;
  std::uint64_t all_rows = 0;      // Before the limit.
  std::vector<store::Cell> total;  // Per metric, asked without `by`: never a sum.
  std::vector<store::Cell> total_n;
  std::vector<std::optional<Interval>> total_intervals;
  std::vector<base::Message> notes;  // What a reader must know to read the numbers right.
  Period period;
};

}  // namespace aftercare::metrics
