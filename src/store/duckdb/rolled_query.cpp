#include "store/duckdb/rolled_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "store/build.hpp"
#include "store/duckdb/rollup.hpp"

namespace aftercare::store {
namespace {

bool holds(const std::vector<std::string_view>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// Whether an expression reads nothing but keys of the rollup.
class OnlyKeys {
 public:
  explicit OnlyKeys(const Rollup& rollup) : rollup_(rollup) {}

  bool operator()(const ExpressionPtr& expression) const {
    return expression == nullptr ||
           std::visit([this](const auto& node) { return of(node); }, expression->node);
  }

 private:
  bool of(const ColumnRef& node) const { return holds(rollup_.keys, node.name); }
  bool of(const Literal&) const { return true; }
  bool of(const Compare& node) const { return (*this)(node.left) && (*this)(node.right); }
  bool of(const InList& node) const { return (*this)(node.of); }
  bool of(const IsNull& node) const { return (*this)(node.of); }
  bool of(const And& node) const { return std::ranges::all_of(node.parts, *this); }
  bool of(const Or& node) const { return std::ranges::all_of(node.parts, *this); }
  bool of(const Not& node) const { return (*this)(node.of); }
  bool of(const Arithmetic& node) const { return (*this)(node.left) && (*this)(node.right); }
  bool of(const Truncate& node) const { return (*this)(node.day); }
  bool of(const Aggregate&) const { return false; }
  bool of(const Recode& node) const { return (*this)(node.of) && (*this)(node.otherwise); }

  const Rollup& rollup_;
};

ExpressionPtr summed(ExpressionPtr of, ExpressionPtr only_if) {
  return aggregate(Function::sum, std::move(of), std::move(only_if));
}

// An aggregate over the rollup's rows; for a sum, also of how many values it is.
struct RolledAggregate {
  ExpressionPtr value;
  ExpressionPtr known;
};

std::optional<RolledAggregate> rolled_aggregate(const Aggregate& node, const Rollup& rollup) {
  const OnlyKeys only_keys(rollup);
  if (!only_keys(node.only_if)) return std::nullopt;
  const auto rows = column(kRollupRows);
  if (node.function == Function::count) {
    if (node.of == nullptr) return RolledAggregate{summed(rows, node.only_if), nullptr};
    if (!only_keys(node.of)) return std::nullopt;
    return RolledAggregate{summed(rows, all_of({node.only_if, is_known(node.of)})), nullptr};
  }
  if (node.function != Function::sum || node.of == nullptr) return std::nullopt;
  if (const auto* of = std::get_if<ColumnRef>(&node.of->node);
      of != nullptr && holds(rollup.sums, of->name))
    return RolledAggregate{summed(node.of, node.only_if),
                           summed(column(of->name + std::string(kRollupKnown)), node.only_if)};
  if (!only_keys(node.of)) return std::nullopt;
  return RolledAggregate{
      summed(expression(Arithmetic{node.of, Operation::multiply, rows}), node.only_if),
      summed(rows, all_of({node.only_if, is_known(node.of)}))};
}

}  // namespace

std::optional<RolledQuery> rolled_up(const Query& query) {
  const auto* rollup = rollup_of(query.fact);
  if (rollup == nullptr || query.limit || query.offset > 0 || !query.order_by.empty() ||
      query.with_total)
    return std::nullopt;
  const OnlyKeys only_keys(*rollup);
  if (!only_keys(query.where) || !std::ranges::all_of(query.group_by, only_keys))
    return std::nullopt;
  RolledQuery rolled;
  rolled.query = query;
  rolled.query.fact = std::string(rollup->name);
  rolled.columns = query.select.size();
  auto& select = rolled.query.select;
  bool aggregated = false;
  for (std::size_t at = 0; at < rolled.columns; ++at) {
    const auto* node = query.select[at].expression == nullptr
                           ? nullptr
                           : std::get_if<Aggregate>(&query.select[at].expression->node);
    if (node == nullptr) {
      if (!only_keys(query.select[at].expression)) return std::nullopt;
      continue;
    }
    aggregated = true;
    const auto over = rolled_aggregate(*node, *rollup);
    if (!over) return std::nullopt;
    select[at].expression = over->value;
    if (over->known == nullptr) {
      rolled.counts.push_back(at);
    } else {
      rolled.sums.emplace_back(at, select.size());
      select.push_back({over->known, fmt::format("rolled_{}", select.size())});
    }
  }
  if (!aggregated) return std::nullopt;
  select.push_back({summed(column(kRollupRows), nullptr), "rolled_rows"});
  return rolled;
}

void RolledQuery::settle(Frame& frame) const {
  const auto nothing = [](const Cell& cell) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    return number == nullptr || *number == 0;
  };
  if (!query.group_by.empty())
    std::erase_if(frame.rows, [&](const auto& row) { return nothing(row.back()); });
  for (auto& row : frame.rows) {
    for (const auto at : counts)
      if (is_null(row[at])) row[at] = std::int64_t{0};
    for (const auto& [sum, known] : sums)
      if (nothing(row[known])) row[sum] = Cell{};
    row.resize(columns);
  }
  frame.columns.resize(columns);
}

}  // namespace aftercare::store
