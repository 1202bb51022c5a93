#include "insight/rootcause/counted_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "metrics/cell.hpp"
#include "metrics/filter.hpp"
#include "metrics/plan.hpp"
#include "store/build.hpp"

namespace aftercare::insight {
namespace {

// A topic says its group and a city its province: only one of each. By which channel something was
// told is no reason for it.
constexpr auto usual_causes = std::to_array<std::string_view>(
    {"topic", "component", "category", "product", "batch_no", "carrier", "province", "team",
     "agent", "reason", "return_kind"});
// What a customer tells names a problem; where and with what it happened may explain it.
constexpr auto told_by_customers = std::to_array<std::string_view>(
    {"topic", "topic_group", "component", "kind", "sentiment", "severity", "urgency", "reason"});

using Dimensions = std::vector<const metrics::Dimension*>;

Dimensions had_by(const Dimensions& wanted, const std::string& fact) {
  Dimensions had;
  for (const auto* dimension : wanted)
    if (metrics::has_dimension(fact, *dimension)) had.push_back(dimension);
  return had;
}

// What the rows that are counted meet, the filters that their fact does not have left aside.
store::ExpressionPtr counted_where(const metrics::Measure& measure,
                                   const std::vector<metrics::ResolvedFilter>& where,
                                   const RowsAsked& asked) {
  std::vector<metrics::ResolvedFilter> own;
  for (const auto& filter : where)
    if (metrics::has_dimension(measure.fact, *filter.dimension)) own.push_back(filter);
  auto conditions = metrics::filters_of(measure.fact, measure.day, own);
  conditions.push_back(metrics::to_expression(measure.where));
  for (auto& bound : metrics::period_of(measure.day, asked.from, asked.to))
    conditions.push_back(std::move(bound));
  return store::all_of(std::move(conditions));
}

// Counts by every combination of the dimensions.
base::Result<store::Frame> counts_by(const Workspace& workspace, const metrics::Measure& measure,
                                     const Dimensions& by,
                                     const std::vector<metrics::ResolvedFilter>& where,
                                     const RowsAsked& asked) {
  store::Query query;
  query.fact = measure.fact;
  for (std::size_t i = 0; i < by.size(); ++i) {
    auto column = metrics::column_of(*by[i], measure.fact, measure.day);
    query.select.push_back({column, fmt::format("d{}", i)});
    query.group_by.push_back(std::move(column));
  }
  query.select.push_back(
      {measure.function == store::Function::count
           ? store::count_rows()
           : store::aggregate(store::Function::count_distinct, store::column(measure.column)),
       "n"});
  query.where = counted_where(measure, where, asked);
  query.totally_ordered = true;
  return workspace.engine.run(query, workspace.viewer);
}

class CauseNames {
 public:
  CauseNames(const Dimensions& all, metrics::Language language, CountedCauses& counted)
      : all_(all),
        language_(language),
        rows_(counted.rows),
        codes_(counted.codes),
        numbers_(all.size()) {
    codes_.resize(all.size());
  }

  void add(const store::Frame& frame, const Dimensions& by, std::vector<CauseRows::Cell>& cells) {
    std::vector<std::size_t> at;
    for (const auto* dimension : by)
      at.push_back(static_cast<std::size_t>(std::ranges::find(all_, dimension) - all_.begin()));
    for (const auto& row : frame.rows) {
      CauseRows::Cell cell;
      cell.values.assign(all_.size(), kNoValue);
      for (std::size_t i = 0; i < by.size(); ++i)
        if (!store::is_null(row[i])) cell.values[at[i]] = number_of(at[i], row[i]);
      cell.count = static_cast<double>(metrics::count_in(row.back()));
      cells.push_back(std::move(cell));
    }
  }

 private:
  std::uint32_t number_of(std::size_t dimension, const store::Cell& cell) {
    auto& values = rows_.dimensions[dimension].values;
    const auto [found, is_new] =
        numbers_[dimension].emplace(text_in(cell), static_cast<std::uint32_t>(values.size()));
    if (is_new) {
      values.push_back(metrics::label_of(*all_[dimension], cell, language_));
      codes_[dimension].push_back(cell);
    }
    return found->second;
  }

  const Dimensions& all_;
  metrics::Language language_;
  CauseRows& rows_;
  std::vector<std::vector<store::Cell>>& codes_;
  std::vector<std::map<std::string, std::uint32_t>> numbers_;
};

bool counts(const metrics::Measure& measure) {
  return measure.function == store::Function::count ||
         measure.function == store::Function::count_distinct;
}

base::Result<Dimensions> dimensions_wanted(const Workspace& workspace,
                                           const std::vector<std::string>& names) {
  Dimensions wanted;
  for (const auto& name : names) {
    const auto dimension = workspace.model.dimension(name);
    if (!dimension) return base::failure_of(dimension);
    wanted.push_back(*dimension);
  }
  if (names.empty())
    for (const auto name : usual_causes)
      if (const auto dimension = workspace.model.dimension(name)) wanted.push_back(*dimension);
  return wanted;
}

base::Result<void> add_clustering(const Workspace& workspace, const std::string& metric,
                                  const RowsAsked& asked, CauseRows& rows) {
  const auto of_all = clustering_of(workspace, metric, "", asked);
  if (!of_all) return base::failure_of(of_all);
  rows.clustering = *of_all;
  for (auto& dimension : rows.dimensions) {
    if (!dimension.is_problem) continue;
    const auto of_problem = clustering_of(workspace, metric, dimension.name, asked);
    if (!of_problem) return base::failure_of(of_problem);
    dimension.clustering = *of_problem;
  }
  return {};
}

}  // namespace

base::Result<CountedCauses> counted_causes(const Workspace& workspace, const std::string& name,
                                           const std::vector<std::string>& names,
                                           metrics::Language language, const RowsAsked& asked) {
  const auto metric = workspace.model.metric(name);
  if (!metric) return base::failure_of(metric);
  const auto* ratio = std::get_if<metrics::Ratio>(&(*metric)->kind);
  if (ratio == nullptr || !counts(ratio->numerator.front()) || !counts(ratio->denominator.front()))
    return base::failure(
        fmt::format("{} is no ratio of counts: causes are sought by rates, like complaint_rate",
                    name),
        fmt::format("{}不是计数之比：请用比率指标，如 complaint_rate", (*metric)->label.zh));
  const auto where = metrics::resolve(workspace.model, asked.where);
  if (!where) return base::failure_of(where);
  const auto wanted = dimensions_wanted(workspace, names);
  if (!wanted) return base::failure_of(wanted);
  // The alternative that knows most of what may explain.
  const auto richest = [&](const metrics::Alternatives& of) {
    return &*std::ranges::max_element(of, {}, [&](const metrics::Measure& measure) {
      return counts(measure) ? had_by(*wanted, measure.fact).size() + 1 : 0;
    });
  };
  const auto* above = richest(ratio->numerator);
  const auto* below = richest(ratio->denominator);
  CountedCauses counted;
  counted.fact = above->fact;
  counted.day = above->day;
  counted.where = counted_where(*above, *where, asked);
  counted.dimensions = had_by(*wanted, above->fact);
  for (const auto& filter : *where)
    if (!metrics::has_dimension(above->fact, *filter.dimension))
      return metrics::refusal(workspace.model, **metric, ratio->numerator, {}, *where);
  const auto base_dimensions = had_by(counted.dimensions, below->fact);
  for (const auto* dimension : counted.dimensions)
    counted.rows.dimensions.push_back(
        {dimension->name,
         {},
         std::ranges::find(base_dimensions, dimension) != base_dimensions.end(),
         std::ranges::find(told_by_customers, dimension->name) != told_by_customers.end()});
  const auto events = counts_by(workspace, *above, counted.dimensions, *where, asked);
  if (!events) return base::failure_of(events);
  const auto base = counts_by(workspace, *below, base_dimensions, *where, asked);
  if (!base) return base::failure_of(base);
  if (const auto done = add_clustering(workspace, name, asked, counted.rows); !done)
    return tl::unexpected(done.error());
  CauseNames cells(counted.dimensions, language, counted);
  cells.add(*events, counted.dimensions, counted.rows.events);
  cells.add(*base, base_dimensions, counted.rows.base);
  return counted;
}

}  // namespace aftercare::insight
