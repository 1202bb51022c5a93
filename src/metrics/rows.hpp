// The rows behind a number: what somebody sees who opens it.
//
// The count of all pages is the number itself for counts and levels, the numerator for ratios,
// and n for sums, means and quantiles. One definition serves both, so they cannot differ.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/answer.hpp"

namespace aftercare::metrics {

struct Page {
  std::uint64_t number = 1;    // From 1.
  std::uint64_t size = 50;     // 1 to 1000.
  std::optional<Order> order;  // By a shown column; none: the newest first.
};

struct RowColumn {
  std::string name;
  records::Label label;
  std::string unit;
};

/// The queries for one page and for the count of all. A count of distinct values lists each value
/// once, with what is the same in all its rows, how many they are, and their first and last day.
struct RowsQuery {
  store::Query page;
  store::Query count;
  std::string fact;
  std::string of;  // "population", or "numerator" of a ratio.
  std::vector<RowColumn> columns;
};

struct RowsAnswer {
  std::string fact;
  std::string of;
  std::vector<RowColumn> columns;
  std::vector<std::vector<store::Cell>> rows;
  std::uint64_t total = 0;
};

/// `question` names exactly one metric; by, order and limit are not looked at.
base::Result<RowsQuery> rows_behind(const Model& model, const Question& question, const Page& page);

base::Result<RowsAnswer> rows(const Model& model, const Question& question, const Page& page,
                              const store::Engine& engine, const records::Viewer& viewer);

}  // namespace aftercare::metrics
