// Conditions of a question: checked, their values turned into codes, and then a query tree.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "metrics/model.hpp"
#include "metrics/question.hpp"
#include "store/query.hpp"

namespace aftercare::metrics {

/// A filter that can be run: its dimension is known and its values fit.
struct ResolvedFilter {
  const Dimension* dimension = nullptr;
  FilterOperator op = FilterOperator::in;
  std::vector<store::Literal> values;  // Null at most once, and only with in and not_in.
};

/// Fails (usage) on an unknown dimension, an unknown value of a closed list (the nearest are
/// offered), a value of another type, and a range over what has no order.
base::Result<ResolvedFilter> resolve(const Model& model, const Filter& filter);
base::Result<std::vector<ResolvedFilter>> resolve(const Model& model,
                                                  const std::vector<Filter>& filters);

/// The column of the dimension in the fact, codes of old as what they are now; time is the day
/// column cut to its unit.
/// REQUIRES: the fact has the dimension.
store::ExpressionPtr column_of(const Dimension& dimension, const std::string& fact,
                               const std::string& day);

/// REQUIRES: the fact has the dimension.
store::ExpressionPtr to_expression(const ResolvedFilter& filter, const std::string& fact,
                                   const std::string& day);

}  // namespace aftercare::metrics
