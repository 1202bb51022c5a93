// A question becomes query trees: one per fact that it needs, shared by all metrics of that fact.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "metrics/filter.hpp"
#include "metrics/model.hpp"
#include "store/query.hpp"

namespace aftercare::metrics {

/// A question whose every name and value is known. Pointers into the model.
struct ResolvedQuestion {
  std::vector<const Metric*> metrics;
  std::vector<const Dimension*> by;
  std::vector<ResolvedFilter> where;
  std::optional<records::Day> from;
  std::optional<records::Day> to;
  std::optional<records::Day> last_day = {};
  bool mean_intervals = false;
};

/// A query and the positions in `by` that its first columns hold, in that order.
struct QueryPart {
  store::Query query;
  std::vector<std::size_t> by;
};

/// Where the value of a measure and the size of its population stand. Of an average the value is
/// the sum: sums of several groups are one of their rows.
struct MeasurePlan {
  std::size_t part = 0;
  std::size_t value = 0;  // Column of the part's frame.
  std::size_t n = 0;
  store::Function function = store::Function::count;
  std::optional<std::size_t> squares = {};  // Their sum, of a mean whose interval is asked.
};
struct RatioPlan {
  MeasurePlan numerator;
  MeasurePlan denominator;
  double scale = 1;
  // What is counted above is part of what is counted below (a share), or is another count (a rate).
  enum class Kind { share, rate, other } kind = Kind::other;
};
/// Parts that count what came and what went, by the bucket in which it did.
struct StockPlan {
  Stock::Tells tells = Stock::Tells::level;
  std::optional<records::Day> until;  // The last day: a bucket that it cuts ends with it.
  std::size_t opened = 0;
  std::vector<std::size_t> ended;
};
/// Computed of other metrics of the plan, by the names in its steps.
struct DerivedPlan {
  const Derived* of = nullptr;
  std::map<std::string, std::size_t> metrics;  // Name -> position in the plan.
};
using MetricPlan = std::variant<MeasurePlan, RatioPlan, StockPlan, DerivedPlan>;

struct FactDay {
  std::string fact;
  std::string day;
  bool operator==(const FactDay&) const = default;
};

struct Plan {
  std::vector<QueryPart> parts;
  std::vector<MetricPlan> metrics;  // One per asked metric, then those that derived ones need.
  std::size_t asked = 0;
  std::vector<FactDay> days;             // The days the rows of the parts count on.
  std::vector<const Measure*> measures;  // That the parts hold, in the order of the metrics.
  std::vector<base::Message> notes;
};

/// Fails (usage) when a metric is asked by a dimension that no fact of it has; names those it has.
base::Result<Plan> compile(const Model& model, const ResolvedQuestion& question);

/// The alternative that answers for these dimensions; null if there is none.
const Measure* choose(const Alternatives& alternatives, const std::vector<const Dimension*>& by,
                      const std::vector<ResolvedFilter>& where);
/// Why there is none.
tl::unexpected<base::Error> refusal(const Model& model, const Metric& metric,
                                    const Alternatives& alternatives,
                                    const std::vector<const Dimension*>& by,
                                    const std::vector<ResolvedFilter>& where);

/// The last day asked of a measure whose rows need so many days.
std::optional<records::Day> matured(const ResolvedQuestion& question, int days);

/// The filters that the fact has, as parts of one conjunction.
std::vector<store::ExpressionPtr> filters_of(const std::string& fact, const std::string& day,
                                             const std::vector<ResolvedFilter>& where);
/// day between from and to, each if given.
std::vector<store::ExpressionPtr> period_of(const std::string& day,
                                            const std::optional<records::Day>& from,
                                            const std::optional<records::Day>& to);

}  // namespace aftercare::metrics
