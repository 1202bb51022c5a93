#include "metrics/rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "metrics/cell.hpp"
#include "metrics/maturing.hpp"
#include "metrics/stock.hpp"
#include "store/build.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::uint64_t kLargestPage = 1000;

// The rows that a metric is made of, before anything is listed.
struct RowSource {
  const Fact* fact = nullptr;
  std::string day;
  store::ExpressionPtr where;
  std::string distinct;  // The column whose values are counted; empty: the rows themselves.
  std::string of = "population";
};

base::Result<RowSource> source_of_alternatives(const Model& model, const Metric& metric,
                                               const Alternatives& alternatives,
                                               const ResolvedQuestion& question) {
  const auto* measure = choose(alternatives, {}, question.where);
  if (measure == nullptr) return refusal(model, metric, alternatives, {}, question.where);
  RowSource source;
  source.fact = &model.fact(measure->fact);
  source.day = measure->day;
  auto where = filters_of(measure->fact, measure->day, question.where);
  where.push_back(to_expression(measure->where));
  using store::Function;
  if (measure->function == Function::count_distinct) source.distinct = measure->column;
  if (measure->function != Function::count && measure->function != Function::sum)
    where.push_back(store::is_known(store::column(measure->column)));
  for (auto& bound : period_of(measure->day, question.from, matured(question, measure->matures)))
    where.push_back(std::move(bound));
  source.where = store::all_of(std::move(where));
  return source;
}

base::Result<RowSource> source_of_kind(const Model& model, const Metric& metric,
                                       const Single& single, const ResolvedQuestion& question) {
  return source_of_alternatives(model, metric, single.of, question);
}

base::Result<RowSource> source_of_kind(const Model& model, const Metric& metric, const Ratio& ratio,
                                       const ResolvedQuestion& question) {
  auto source = source_of_alternatives(model, metric, ratio.numerator, question);
  if (source) source->of = "numerator";
  return source;
}

base::Result<RowSource> source_of_kind(const Model& model, const Metric& metric, const Stock& stock,
                                       const ResolvedQuestion& question) {
  for (const auto& filter : question.where)
    if (!has_dimension(stock.fact, *filter.dimension))
      return refusal(model, metric, {Measure{stock.fact, {}, {}, 0.5, stock.opened, {}}}, {},
                     question.where);
  return RowSource{
      &model.fact(stock.fact), stock.opened, stock_rows(stock, question), {}, "population"};
}

base::Result<RowSource> source_of_kind(const Model&, const Metric& metric, const Derived& derived,
                                       const ResolvedQuestion&) {
  const auto names = fmt::format("{}", fmt::join(names_in(derived.steps), ", "));
  return base::failure(
      fmt::format("{} is computed of other numbers and has no rows of its own: open those of {}",
                  metric.name, names),
      fmt::format("{}由其他指标计算，没有自己的明细：请查看 {}", metric.label.zh, names));
}

// shown_as: the column as the numbers count it, codes of old as what they are now.
store::ExpressionPtr shown_as(const Model& model, const Fact& fact, const std::string& column) {
  for (const auto& dimension : model.dimensions())
    if (const auto at = dimension.columns.find(fact.name);
        at != dimension.columns.end() && at->second == column && !dimension.recoded.empty())
      return column_of(dimension, fact.name, fact.day);
  return store::column(column);
}

void list_rows(const Model& model, const RowSource& source, RowsQuery& query) {
  for (const auto& column : source.fact->columns) {
    if (!column.shown && column.name != source.fact->key) continue;
    query.columns.push_back({column.name, column.label, column.unit});
    query.page.select.push_back({shown_as(model, *source.fact, column.name), column.name});
  }
}

void list_distinct(const RowSource& source, RowsQuery& query) {
  const auto key = store::column(source.distinct);
  const auto* own = source.fact->column(source.distinct);
  query.columns.push_back({own->name, own->label, own->unit});
  query.page.select.push_back({key, own->name});
  query.page.group_by = {key};
  for (const auto& column : source.fact->columns) {
    if (column.per != source.distinct || column.name == source.day) continue;
    query.columns.push_back({column.name, column.label, column.unit});
    query.page.select.push_back(
        {store::aggregate(store::Function::maximum, store::column(column.name)), column.name});
  }
  query.columns.push_back({"row_count", {"Rows", "行数"}, ""});
  query.page.select.push_back({store::count_rows(), "row_count"});
  const auto day = store::column(source.day);
  query.columns.push_back({"first_day", {"First day", "最早日期"}, ""});
  query.page.select.push_back({store::aggregate(store::Function::minimum, day), "first_day"});
  query.columns.push_back({"last_day", {"Last day", "最晚日期"}, ""});
  query.page.select.push_back({store::aggregate(store::Function::maximum, day), "last_day"});
}

// newest_first: by the first shown column that is a point in time.
std::vector<store::Ordered> newest_first(const RowSource& source, const RowsQuery& query) {
  if (!source.distinct.empty()) return {{"last_day", true}};
  for (const auto& shown : query.columns) {
    const auto* column = source.fact->column(shown.name);
    if (column->type == records::FieldType::moment || column->type == records::FieldType::day)
      return {{column->name, true}};
  }
  return {};
}

}  // namespace

base::Result<RowsQuery> rows_behind(const Model& model, const Question& question,
                                    const Page& page) {
  if (question.metrics.size() != 1)
    return base::failure("the rows of exactly one metric can be shown",
                         "只能查看恰好一个指标背后的明细");
  if (page.number == 0 || page.size == 0 || page.size > kLargestPage || page.number > 1'000'000'000)
    return base::failure(
        fmt::format("no such page: number {} of size {}; pages begin at 1 and hold "
                    "1 to {} rows",
                    page.number, page.size, kLargestPage),
        fmt::format("没有这一页：第 {} 页，每页 {} 行；页码从 1 起，每页 1 至 {} 行", page.number,
                    page.size, kLargestPage));
  auto asked = question;
  asked.by.clear();
  const auto resolved = resolve(model, asked);
  if (!resolved) return base::failure_of(resolved);
  const auto& metric = *resolved->metrics.front();
  const auto source =
      std::visit([&](const auto& kind) { return source_of_kind(model, metric, kind, *resolved); },
                 metric.kind);
  if (!source) return base::failure_of(source);

  RowsQuery query;
  query.fact = source->fact->name;
  query.of = source->of;
  query.page.fact = query.count.fact = query.fact;
  query.page.where = query.count.where = source->where;
  if (source->distinct.empty())
    list_rows(model, *source, query);
  else
    list_distinct(*source, query);
  query.count.select.push_back(
      {source->distinct.empty()
           ? store::count_rows()
           : store::aggregate(store::Function::count_distinct, store::column(source->distinct)),
       "row_count"});
  query.page.order_by = newest_first(*source, query);
  if (page.order) {
    if (std::ranges::find(query.columns, page.order->name, &RowColumn::name) ==
        query.columns.end()) {
      std::vector<std::string> names;
      for (const auto& column : query.columns) names.push_back(column.name);
      return base::failure(fmt::format("cannot order by what is not shown: '{}'; there are {}",
                                       page.order->name, fmt::join(names, ", ")),
                           fmt::format("不能按未显示的列排序：“{}”；可用 {}", page.order->name,
                                       fmt::join(names, "、")));
    }
    query.page.order_by = {{page.order->name, page.order->descending}};
  }
  query.page.order_by.push_back(
      {source->distinct.empty() ? source->fact->key : source->distinct, false});
  query.page.totally_ordered = true;
  query.page.limit = page.size;
  query.page.offset = (page.number - 1) * page.size;
  return query;
}

base::Result<RowsAnswer> rows(const Model& model, const Question& question, const Page& page,
                              const store::Engine& engine, const records::Viewer& viewer) {
  auto known = question;
  if (!known.last_day) {
    const auto resolved = resolve(model, question);
    if (!resolved) return base::failure_of(resolved);
    const auto last_day = last_day_for(model, *resolved, engine, viewer);
    if (!last_day) return base::failure_of(last_day);
    known.last_day = *last_day;
  }
  const auto query = rows_behind(model, known, page);
  if (!query) return base::failure_of(query);
  const auto count = engine.run(query->count, viewer);
  if (!count) return base::failure_of(count);
  auto frame = engine.run(query->page, viewer);
  if (!frame) return base::failure_of(frame);
  RowsAnswer answer{query->fact, query->of, query->columns, std::move(frame->rows), 0};
  if (!count->rows.empty() && !count->rows[0].empty())
    answer.total = static_cast<std::uint64_t>(count_in(count->rows[0][0]));
  return answer;
}

}  // namespace aftercare::metrics
