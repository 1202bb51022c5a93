#include "insight/told/counted_rows.hpp"

#include <fmt/format.h>

#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/filter.hpp"
#include "metrics/plan.hpp"
#include "store/build.hpp"

namespace aftercare::insight {
namespace {

const metrics::Alternatives* counted_of(const metrics::Metric& metric) {
  if (const auto* single = std::get_if<metrics::Single>(&metric.kind)) return &single->of;
  if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind)) return &ratio->numerator;
  return nullptr;
}

base::Result<store::ExpressionPtr> column_asked(const metrics::Model& model,
                                                const metrics::Measure& measure,
                                                const std::string& name) {
  if (name == "day") return store::column(measure.day);
  if (model.fact(measure.fact).column(name) != nullptr) return store::column(name);
  const auto dimension = model.dimension(name);
  if (!dimension) return base::failure_of(dimension);
  if (!metrics::has_dimension(measure.fact, **dimension))
    return base::failure(fmt::format("{} is not known of these rows ({})", name, measure.fact),
                         fmt::format("这些数据（{}）没有{}", measure.fact, (*dimension)->label.zh));
  return metrics::column_of(**dimension, measure.fact, measure.day);
}

struct CountedBy {
  const metrics::Measure* measure = nullptr;
  store::ExpressionPtr where;
};

base::Result<CountedBy> counted_by(const Workspace& workspace, const std::string& name,
                                   const RowsAsked& asked) {
  const auto metric = workspace.model.metric(name);
  if (!metric) return base::failure_of(metric);
  const auto* counted = counted_of(**metric);
  if (counted == nullptr)
    return base::failure(fmt::format("{} is a level: it counts no rows of its own", name),
                         fmt::format("{}是存量指标，没有自己的数据行", (*metric)->label.zh));
  const auto where = metrics::resolve(workspace.model, asked.where);
  if (!where) return base::failure_of(where);
  const auto* measure = metrics::choose(*counted, {}, *where);
  if (measure == nullptr) return metrics::refusal(workspace.model, **metric, *counted, {}, *where);
  auto conditions = metrics::filters_of(measure->fact, measure->day, *where);
  conditions.push_back(metrics::to_expression(measure->where));
  for (auto& bound : metrics::period_of(measure->day, asked.from, asked.to))
    conditions.push_back(std::move(bound));
  return CountedBy{measure, store::all_of(std::move(conditions))};
}

}  // namespace

base::Result<store::Frame> counted_rows(const Workspace& workspace, const std::string& name,
                                        const std::vector<std::string>& columns,
                                        const RowsAsked& asked) {
  const auto counted = counted_by(workspace, name, asked);
  if (!counted) return base::failure_of(counted);
  store::Query query;
  query.fact = counted->measure->fact;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto column = column_asked(workspace.model, *counted->measure, columns[i]);
    if (!column) return base::failure_of(column);
    query.select.push_back({std::move(*column), fmt::format("c{}", i)});
  }
  query.where = counted->where;
  query.totally_ordered = true;
  return workspace.engine.run(query, workspace.viewer);
}

base::Result<double> clustering_of(const Workspace& workspace, const std::string& name,
                                   const std::string& kind, const RowsAsked& asked) {
  const auto counted = counted_by(workspace, name, asked);
  if (!counted) return base::failure_of(counted);
  const auto& measure = *counted->measure;
  if (measure.function != store::Function::count ||
      workspace.model.fact(measure.fact).column("order_id") == nullptr)
    return 1.0;
  store::Query query;
  query.fact = measure.fact;
  query.select = {{store::column("order_id"), "order_id"}};
  if (!kind.empty()) {
    auto column = column_asked(workspace.model, measure, kind);
    if (!column) return base::failure_of(column);
    query.select.push_back({std::move(*column), "kind"});
  }
  for (const auto& selected : query.select) query.group_by.push_back(selected.expression);
  query.select.push_back({store::count_rows(), "n"});
  query.where = counted->where;
  query.any_order = true;
  const auto orders = workspace.engine.run(query, workspace.viewer);
  if (!orders) return base::failure_of(orders);
  double rows = 0, squares = 0;
  for (const auto& order : orders->rows) {
    if (!kind.empty() && store::is_null(order[1])) continue;
    const auto n = static_cast<double>(metrics::count_in(order.back()));
    rows += n;
    squares += store::is_null(order[0]) ? n : n * n;
  }
  return rows > 0 ? squares / rows : 1.0;
}

std::string text_in(const store::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{:g}", *real);
  if (const auto* day = std::get_if<records::Day>(&cell)) return records::to_iso(*day);
  return {};
}

}  // namespace aftercare::insight
