#include "insight/defects/stored_lifetimes.hpp"

#include <algorithm>
#include <chrono>

#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/filter.hpp"
#include "metrics/plan.hpp"
#include "store/build.hpp"

namespace aftercare::insight {
namespace {

using std::chrono::days;

// Of the units of one value and day: how many, and at which ages some of them failed.
struct SoldDay {
  std::size_t units = 0;
  std::vector<double> failed;
};
using SoldDays = std::map<std::string, std::map<records::Day, SoldDay>>;

SoldDay* day_in(SoldDays& sold, const std::string& value, records::Day day) {
  const auto of_value = sold.find(value);
  if (of_value == sold.end()) return nullptr;
  const auto found = of_value->second.find(day);
  return found == of_value->second.end() ? nullptr : &found->second;
}

store::Query rows_query(const metrics::Measure& measure, const metrics::Dimension& dimension,
                        const std::vector<metrics::ResolvedFilter>& where) {
  store::Query query;
  query.fact = measure.fact;
  query.select.push_back({metrics::column_of(dimension, measure.fact, measure.day), "value"});
  std::vector<metrics::ResolvedFilter> own;
  for (const auto& filter : where)
    if (metrics::has_dimension(measure.fact, *filter.dimension)) own.push_back(filter);
  auto conditions = metrics::filters_of(measure.fact, measure.day, own);
  conditions.push_back(metrics::to_expression(measure.where));
  query.where = store::all_of(std::move(conditions));
  query.totally_ordered = true;
  return query;
}

}  // namespace

base::Result<StoredLifetimes> stored_lifetimes(const Workspace& workspace,
                                               const std::string& metric, const std::string& name,
                                               metrics::Language language, const RowsAsked& asked) {
  const auto known = workspace.model.metric(metric);
  if (!known) return base::failure_of(known);
  const auto dimension = workspace.model.dimension(name);
  if (!dimension) return base::failure_of(dimension);
  const auto where = metrics::resolve(workspace.model, asked.where);
  if (!where) return base::failure_of(where);
  StoredLifetimes lifetimes;
  const auto* ratio = std::get_if<metrics::Ratio>(&(*known)->kind);
  if (ratio == nullptr) return lifetimes;
  const auto* below = metrics::choose(ratio->denominator, {*dimension}, {});
  const auto* above = metrics::choose(ratio->numerator, {*dimension}, {});
  if (below == nullptr || above == nullptr ||
      workspace.model.fact(above->fact).column("days_since_order") == nullptr ||
      below->fact == above->fact)
    return lifetimes;

  SoldDays sold;
  records::Day last{};
  auto units = rows_query(*below, **dimension, *where);
  units.select.push_back({store::column(below->day), "day"});
  units.select.push_back(
      {below->function == store::Function::count_distinct
           ? store::aggregate(store::Function::count_distinct, store::column(below->column))
           : store::count_rows(),
       "n"});
  units.group_by = {units.select[0].expression, units.select[1].expression};
  std::vector<store::ExpressionPtr> conditions = {units.where};
  for (auto& bound : metrics::period_of(below->day, asked.from, asked.to))
    conditions.push_back(std::move(bound));
  units.where = store::all_of(std::move(conditions));
  const auto counted = workspace.engine.run(units, workspace.viewer);
  if (!counted) return base::failure_of(counted);
  for (const auto& row : counted->rows) {
    const auto* day = std::get_if<records::Day>(&row[1]);
    if (day == nullptr || store::is_null(row[0])) continue;
    last = std::max(last, *day);
    sold[metrics::label_of(**dimension, row[0], language)][*day].units +=
        static_cast<std::size_t>(metrics::count_in(row[2]));
  }

  auto failures = rows_query(*above, **dimension, *where);
  failures.select.push_back({store::column("order_id"), "order_id"});
  failures.select.push_back({store::column("days_since_order"), "age"});
  failures.select.push_back({store::column(above->day), "day"});
  const auto told = workspace.engine.run(failures, workspace.viewer);
  if (!told) return base::failure_of(told);
  struct FirstFailure {
    double age;
    records::Day sold;
  };
  std::map<std::pair<std::string, std::string>, FirstFailure> first;  // By value and order.
  for (const auto& row : told->rows) {
    const auto* day = std::get_if<records::Day>(&row[3]);
    const auto age = metrics::number_in(row[2]);
    if (day == nullptr) continue;
    last = std::max(last, *day);
    if (store::is_null(row[0]) || store::is_null(row[1]) || !age || *age < 0) continue;
    const FirstFailure one{*age, *day - days(static_cast<int>(*age))};
    const auto [at, is_new] = first.emplace(
        std::pair(metrics::label_of(**dimension, row[0], language), text_in(row[1])), one);
    if (!is_new && one.age < at->second.age) at->second = one;
  }
  for (const auto& [key, one] : first) {
    auto* sold_then = day_in(sold, key.first, one.sold);
    if (sold_then == nullptr || sold_then->failed.size() >= sold_then->units)
      ++lifetimes.unmatched;
    else
      sold_then->failed.push_back(one.age);
  }
  for (const auto& [value, by_day] : sold) {
    auto& of = lifetimes.of[value];
    for (const auto& [day, one] : by_day) {
      for (const auto age : one.failed) of.push_back({age, true});
      of.insert(of.end(), one.units - one.failed.size(),
                {static_cast<double>((last - day).count()), false});
    }
  }
  return lifetimes;
}

}  // namespace aftercare::insight
