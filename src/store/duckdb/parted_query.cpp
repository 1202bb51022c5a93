#include "store/duckdb/parted_query.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace aftercare::store {
namespace {

using Key = std::vector<Cell>;

// In ascending order, null last, as the engine orders groups.
struct KeyOrder {
  bool operator()(const Key& a, const Key& b) const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (is_null(a[i]) != is_null(b[i])) return is_null(b[i]);
      if (a[i] != b[i]) return a[i] < b[i];
    }
    return false;
  }
};

// A number of two parts together. What only one of them knows is that one's.
Cell together(Function function, Cell a, const Cell& b) {
  if (is_null(a)) return b;
  if (is_null(b)) return a;
  if (function == Function::minimum) return std::min(a, b);
  if (function == Function::maximum) return std::max(a, b);
  if (auto* whole = std::get_if<std::int64_t>(&a)) *whole += std::get<std::int64_t>(b);
  if (auto* real = std::get_if<double>(&a)) *real += std::get<double>(b);
  return a;
}

}  // namespace

std::optional<PartedQuery> in_parts(const Query& query) {
  if (query.limit || query.offset > 0 || !query.order_by.empty() || query.part) return std::nullopt;
  PartedQuery parted{query, {}, {}};
  for (const auto& selected : query.select) {
    const auto* aggregate = std::get_if<Aggregate>(&selected.expression->node);
    parted.of.push_back(aggregate == nullptr ? std::nullopt : std::optional(aggregate->function));
    if (aggregate == nullptr) continue;
    if (aggregate->function == Function::average || aggregate->function == Function::quantile)
      return std::nullopt;
    if (aggregate->function != Function::count_distinct) continue;
    const auto* column = std::get_if<ColumnRef>(&aggregate->of->node);
    if (column == nullptr || (!parted.column.empty() && parted.column != column->name))
      return std::nullopt;
    parted.column = column->name;
  }
  if (parted.column.empty()) return std::nullopt;
  if (query.with_total) parted.of.emplace_back();  // is_total.
  return parted;
}

base::Result<Frame> PartedQuery::ask(
    unsigned parts, const std::function<base::Result<Frame>(const Query&)>& engine) const {
  Frame whole;
  std::map<Key, std::vector<Cell>, KeyOrder> groups;
  auto one = query;
  for (unsigned at = 0; at < parts; ++at) {
    one.part = RowPart{column, at, parts};
    auto frame = engine(one);
    if (!frame) return frame;
    whole.columns = std::move(frame->columns);
    for (auto& row : frame->rows) {
      Key key;
      for (std::size_t i = 0; i < row.size(); ++i)
        if (!of[i]) key.push_back(row[i]);
      const auto [group, is_new] = groups.try_emplace(std::move(key), row);
      if (is_new) continue;
      for (std::size_t i = 0; i < row.size(); ++i)
        if (of[i]) group->second[i] = together(*of[i], std::move(group->second[i]), row[i]);
    }
  }
  for (auto& [key, row] : groups) whole.rows.push_back(std::move(row));
  return whole;
}

}  // namespace aftercare::store
