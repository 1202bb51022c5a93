#include "insight/defects/stored_lifetimes.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

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

// Value of the dimension, and stratum: labels.
using Group = std::pair<std::string, std::string>;
using SoldDays = std::map<Group, std::map<records::Day, SoldDay>>;

SoldDay* day_in(SoldDays& sold, const Group& group, records::Day day) {
  const auto of_group = sold.find(group);
  if (of_group == sold.end()) return nullptr;
  const auto found = of_group->second.find(day);
  return found == of_group->second.end() ? nullptr : &found->second;
}

// The dimension whose values are compared, and that whose values are strata (or none).
using Axes = std::vector<const metrics::Dimension*>;

// One row's group: its first columns are those of the axes. None if it has no value.
std::optional<Group> group_of(const Axes& axes, const std::vector<store::Cell>& row,
                              metrics::Language language) {
  if (store::is_null(row[0])) return std::nullopt;
  const bool stratified = axes.size() > 1 && !store::is_null(row[1]);
  return Group(metrics::label_of(*axes[0], row[0], language),
               stratified ? metrics::label_of(*axes[1], row[1], language) : "");
}

store::Query rows_query(const metrics::Measure& measure, const Axes& axes,
                        const std::vector<metrics::ResolvedFilter>& where) {
  store::Query query;
  query.fact = measure.fact;
  for (const auto* axis : axes)
    query.select.push_back({metrics::column_of(*axis, measure.fact, measure.day), axis->name});
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
                                               const LifetimesAsked& asked,
                                               metrics::Language language) {
  const auto known = workspace.model.metric(asked.metric);
  if (!known) return base::failure_of(known);
  Axes axes;
  for (const auto& name : {asked.dimension, asked.compared_within}) {
    if (name.empty()) continue;
    const auto axis = workspace.model.dimension(name);
    if (!axis) return base::failure_of(axis);
    axes.push_back(*axis);
  }
  const auto where = metrics::resolve(workspace.model, asked.rows.where);
  if (!where) return base::failure_of(where);
  StoredLifetimes lifetimes;
  const auto* ratio = std::get_if<metrics::Ratio>(&(*known)->kind);
  if (ratio == nullptr) return lifetimes;
  const auto* below = metrics::choose(ratio->denominator, axes, {});
  const auto* above = metrics::choose(ratio->numerator, axes, {});
  if (below == nullptr || above == nullptr ||
      workspace.model.fact(above->fact).column("days_since_order") == nullptr ||
      below->fact == above->fact)
    return lifetimes;

  SoldDays sold;
  records::Day last{};
  auto units = rows_query(*below, axes, *where);
  units.select.push_back({store::column(below->day), "day"});
  units.select.push_back(
      {below->function == store::Function::count_distinct
           ? store::aggregate(store::Function::count_distinct, store::column(below->column))
           : store::count_rows(),
       "n"});
  for (std::size_t i = 0; i <= axes.size(); ++i)
    units.group_by.push_back(units.select[i].expression);
  std::vector<store::ExpressionPtr> conditions = {units.where};
  for (auto& bound : metrics::period_of(below->day, asked.rows.from, asked.rows.to))
    conditions.push_back(std::move(bound));
  units.where = store::all_of(std::move(conditions));
  const auto counted = workspace.engine.run(units, workspace.viewer);
  if (!counted) return base::failure_of(counted);
  for (const auto& row : counted->rows) {
    const auto* day = std::get_if<records::Day>(&row[axes.size()]);
    const auto group = group_of(axes, row, language);
    if (day == nullptr || !group) continue;
    last = std::max(last, *day);
    sold[*group][*day].units += static_cast<std::size_t>(metrics::count_in(row[axes.size() + 1]));
  }

  auto failures = rows_query(*above, axes, *where);
  failures.select.push_back({store::column("order_id"), "order_id"});
  failures.select.push_back({store::column("days_since_order"), "age"});
  failures.select.push_back({store::column(above->day), "day"});
  const auto told = workspace.engine.run(failures, workspace.viewer);
  if (!told) return base::failure_of(told);
  struct FirstFailure {
    double age;
    records::Day sold;
  };
  std::map<std::pair<Group, std::string>, FirstFailure> first;  // By group and order.
  for (const auto& row : told->rows) {
    const auto& order = row[axes.size()];
    const auto age = metrics::number_in(row[axes.size() + 1]);
    const auto* day = std::get_if<records::Day>(&row[axes.size() + 2]);
    if (day == nullptr) continue;
    last = std::max(last, *day);
    const auto group = group_of(axes, row, language);
    if (!group || store::is_null(order) || !age || *age < 0) continue;
    const FirstFailure one{*age, *day - days(static_cast<int>(*age))};
    const auto [at, is_new] = first.emplace(std::pair(*group, text_in(order)), one);
    if (!is_new && one.age < at->second.age) at->second = one;
  }
  for (const auto& [key, one] : first) {
    auto* sold_then = day_in(sold, key.first, one.sold);
    if (sold_then == nullptr || sold_then->failed.size() >= sold_then->units)
      ++lifetimes.unmatched;
    else
      sold_then->failed.push_back(one.age);
  }
  std::map<std::string, std::size_t> strata;
  for (const auto& [group, by_day] : sold) {
    auto& of = lifetimes.of[group.first];
    const auto stratum = strata.emplace(group.second, strata.size()).first->second;
    for (const auto& [day, one] : by_day) {
      for (const auto age : one.failed) of.push_back({age, true, stratum});
      of.insert(of.end(), one.units - one.failed.size(),
                {static_cast<double>((last - day).count()), false, stratum});
    }
  }
  return lifetimes;
}

}  // namespace aftercare::insight
