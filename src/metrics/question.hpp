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

/// What each number is compared with.
enum class Against {
  nothing,
  previous,  // As long, just before; whole months with as many months.
  year,      // The same days a year before.
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
  Against compare = Against::nothing;
  std::optional<unsigned> rolling = {};  // Each day (week, month) with so many, itself the last.
  bool moving_average = false;  // Of rolling counts and sums: what a day (week, month) has of them.
  bool cumulative = false;      // Each day (week, month) with all before it.
  bool share = false;           // Each row's share of the total.
  bool other = false;  // What the limit leaves out as one row; of one dimension beside time.
  // What rows that need time are judged by; none: the last day there is data of.
  std::optional<records::Day> last_day = {};
  bool mean_intervals = false;  // Intervals of means too: the store then sums squares besides.
};

/// Both days belong to it. Null: there are no rows with a day.
struct Period {
  std::optional<records::Day> from;
  std::optional<records::Day> to;
};

/// The other side of a comparison; rows as those of the answer, metrics only.
struct Compared {
  Period period;
  std::vector<std::vector<store::Cell>> rows;
  std::vector<std::vector<store::Cell>> n;
  std::vector<store::Cell> total;
  std::vector<store::Cell> total_n;
};

/// The value of a dimension in a row that stands for all values not shown.
inline constexpr const char* kOther = "other";

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
  std::optional<Compared> before;
  std::vector<std::vector<std::optional<double>>> shares;  // Rows as above; 0 to 1. If asked.
  std::vector<std::size_t> other_rows;  // Which rows are the rest: their value is kOther.
  std::vector<base::Message> notes;     // What a reader must know to read the numbers right.
  Period period;
  std::vector<std::pair<std::size_t, bool>> default_order;  // Columns; true: descending.
};

}  // namespace aftercare::metrics
