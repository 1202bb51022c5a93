#include "metrics/stock.hpp"

#include "store/build.hpp"

namespace aftercare::metrics {
namespace {

using store::Comparison;
using store::ExpressionPtr;

// ended_on: the way-th of the ends is the row's end, and `test` holds for it.
ExpressionPtr ended_on(const Stock& stock, std::size_t way, ExpressionPtr test) {
  std::vector<ExpressionPtr> parts;
  for (std::size_t earlier = 0; earlier < way; ++earlier)
    parts.push_back(store::is_null(store::column(stock.ended[earlier])));
  parts.push_back(std::move(test));
  return store::all_of(std::move(parts));
}

ExpressionPtr not_before_opened(const Stock& stock, std::size_t way) {
  return store::compare(store::column(stock.ended[way]), Comparison::greater_or_equal,
                        store::column(stock.opened));
}

std::vector<ExpressionPtr> population(const Stock& stock, const ResolvedQuestion& question) {
  auto where = filters_of(stock.fact, stock.opened, question.where);
  where.push_back(to_expression(stock.where));
  return where;
}

}  // namespace

QueryPart stock_part(const Stock& stock, std::size_t way, const std::string& metric,
                     const ResolvedQuestion& question) {
  QueryPart part;
  auto& query = part.query;
  query.fact = stock.fact;
  const auto& bucket_day = way == 0 ? stock.opened : stock.ended[way - 1];
  for (std::size_t at = 0; at < question.by.size(); ++at) {
    part.by.push_back(at);
    const auto column = column_of(*question.by[at], stock.fact, bucket_day);
    query.select.push_back({column, question.by[at]->name});
    query.group_by.push_back(column);
  }
  const auto counted_as = metric + (way == 0 ? "_opened" : "_ended");
  query.select.push_back({store::count_rows(), counted_as});
  if (stock.tells == Stock::Tells::mean_age)
    query.select.push_back(
        {store::aggregate(store::Function::sum, store::subtract(store::column(stock.opened),
                                                                store::value(records::Day{}))),
         counted_as + "_days"});

  auto where = population(stock, question);
  const auto open = store::column(stock.open);
  if (way == 0) {
    std::vector<ExpressionPtr> counted{open};
    for (std::size_t end = 0; end < stock.ended.size(); ++end)
      counted.push_back(ended_on(stock, end, not_before_opened(stock, end)));
    where.push_back(store::any_of(std::move(counted)));
    where.push_back(store::is_known(store::column(stock.opened)));
  } else {
    where.push_back(store::negation(open));
    where.push_back(ended_on(stock, way - 1, not_before_opened(stock, way - 1)));
  }
  for (auto& bound : period_of(bucket_day, std::nullopt, question.to))
    where.push_back(std::move(bound));
  query.where = store::all_of(std::move(where));
  return part;
}

store::ExpressionPtr stock_rows(const Stock& stock, const ResolvedQuestion& question) {
  auto where = population(stock, question);
  std::vector<ExpressionPtr> still{store::column(stock.open)};
  if (question.to)
    for (std::size_t end = 0; end < stock.ended.size(); ++end)
      still.push_back(ended_on(stock, end,
                               store::compare(store::column(stock.ended[end]), Comparison::greater,
                                              store::value(*question.to))));
  where.push_back(store::any_of(std::move(still)));
  where.push_back(store::is_known(store::column(stock.opened)));
  for (auto& bound : period_of(stock.opened, std::nullopt, question.to))
    where.push_back(std::move(bound));
  return store::all_of(std::move(where));
}

}  // namespace aftercare::metrics
