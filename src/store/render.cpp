#include "store/render.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "store/duckdb/dialect.hpp"

namespace aftercare::store {
namespace {

// Binds looser the smaller it is; a part in a tighter place gets parentheses.
enum class Binding { disjunction, conjunction, negation, predicate, operand };

struct Rendered {
  std::string sql;
  Binding binding = Binding::operand;
  bool aggregated = false;
};

// Walks one tree. The first flaw is kept and stops nothing: what is written after it is thrown
// away with the rest, so the walk needs no check after every step.
class TreeRenderer {
 public:
  explicit TreeRenderer(const Grammar& grammar) : grammar_(grammar) {}

  const std::string& flaw() const { return flaw_; }

  std::string name(const std::string& name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const bool plain = !name.empty() && name.find_first_not_of(allowed) == name.npos &&
                       (name.front() < '0' || name.front() > '9') && name.size() <= 63;
    if (!plain) spoil(fmt::format("no plain name: '{}'", name));
    return fmt::format("\"{}\"", name);
  }

  Rendered write(const ExpressionPtr& expression) {
    if (expression == nullptr) {
      spoil("a part of an expression is missing");
      return {};
    }
    if (++depth_ > kDeepest) {
      spoil("the expression is nested too deeply");
      return {};
    }
    auto rendered = std::visit([this](const auto& node) { return of(node); }, expression->node);
    --depth_;
    return rendered;
  }

  /// Without aggregates, as WHERE and GROUP BY need it.
  std::string write_plain(const ExpressionPtr& expression) {
    const auto rendered = write(expression);
    if (rendered.aggregated) spoil("an aggregate where only a row's own values may stand");
    return rendered.sql;
  }

 private:
  static constexpr int kDeepest = 100;

  void spoil(std::string what) {
    if (flaw_.empty()) flaw_ = std::move(what);
  }

  Rendered inside(const ExpressionPtr& expression, Binding place) {
    auto rendered = write(expression);
    if (rendered.binding < place) rendered.sql = fmt::format("({})", rendered.sql);
    return rendered;
  }

  Rendered of(const ColumnRef& column) { return {name(column.name), Binding::operand, false}; }

  Rendered of(const Literal& literal) {
    return {std::visit([this](const auto& value) { return text_of(value); }, literal.value),
            Binding::operand, false};
  }

  std::string text_of(std::monostate) { return "NULL"; }
  std::string text_of(bool value) { return value ? "TRUE" : "FALSE"; }
  std::string text_of(std::int64_t value) { return fmt::format("{}", value); }
  std::string text_of(double value) {
    if (!std::isfinite(value)) spoil("a number that is not finite");
    return fmt::format("{}", value);
  }
  std::string text_of(const std::string& value) {
    if (!base::is_utf8(value) || value.find('\0') != value.npos)
      spoil("a text that is not UTF-8 or holds a NUL");
    return grammar_.text_literal(value);
  }
  std::string text_of(records::Day value) {
    return fmt::format("DATE '{}'", records::to_iso(value));
  }

  Rendered of(const Compare& node) {
    static constexpr std::string_view signs[] = {"=", "<>", "<", "<=", ">", ">="};
    const auto left = inside(node.left, Binding::operand);
    const auto right = inside(node.right, Binding::operand);
    return {fmt::format("{} {} {}", left.sql, signs[static_cast<std::size_t>(node.op)], right.sql),
            Binding::predicate, left.aggregated || right.aggregated};
  }

  Rendered of(const InList& node) {
    const auto of_what = inside(node.of, Binding::operand);
    if (node.list.empty())
      return {node.negated ? "TRUE" : "FALSE", Binding::operand, of_what.aggregated};
    std::vector<std::string> list;
    for (const auto& literal : node.list) {
      if (std::holds_alternative<std::monostate>(literal.value))
        spoil("null in a list of values: it would match nothing");
      list.push_back(of(literal).sql);
    }
    return {
        fmt::format("{} {}IN ({})", of_what.sql, node.negated ? "NOT " : "", fmt::join(list, ", ")),
        Binding::predicate, of_what.aggregated};
  }

  Rendered of(const IsNull& node) {
    const auto of_what = inside(node.of, Binding::operand);
    return {fmt::format("{} IS {}NULL", of_what.sql, node.negated ? "NOT " : ""),
            Binding::predicate, of_what.aggregated};
  }

  Rendered of(const And& node) { return joined(node.parts, " AND ", "TRUE", Binding::conjunction); }
  Rendered of(const Or& node) { return joined(node.parts, " OR ", "FALSE", Binding::disjunction); }

  Rendered joined(const std::vector<ExpressionPtr>& parts, std::string_view by,
                  std::string_view empty, Binding binding) {
    if (parts.empty()) return {std::string(empty), Binding::operand, false};
    Rendered whole{{}, binding, false};
    for (std::size_t at = 0; at < parts.size(); ++at) {
      const auto part = inside(parts[at], parts.size() == 1 ? Binding::disjunction : binding);
      whole.sql += fmt::format("{}{}", at == 0 ? "" : by, part.sql);
      whole.aggregated |= part.aggregated;
      if (parts.size() == 1) whole.binding = part.binding;
    }
    return whole;
  }

  Rendered of(const Not& node) {
    const auto of_what = inside(node.of, Binding::operand);
    return {fmt::format("NOT {}", of_what.sql), Binding::negation, of_what.aggregated};
  }

  Rendered of(const Arithmetic& node) {
    const auto left = inside(node.left, Binding::operand);
    const auto right = inside(node.right, Binding::operand);
    const bool aggregated = left.aggregated || right.aggregated;
    if (node.op == Operation::divide)
      return {fmt::format("({} / NULLIF({}, 0))", left.sql, right.sql), Binding::operand,
              aggregated};
    static constexpr std::string_view signs[] = {"+", "-", "*"};
    return {
        fmt::format("({} {} {})", left.sql, signs[static_cast<std::size_t>(node.op)], right.sql),
        Binding::operand, aggregated};
  }

  Rendered of(const Truncate& node) {
    return {grammar_.truncate(write_plain(node.day), node.unit), Binding::operand, false};
  }

  Rendered of(const Aggregate& node) {
    std::string sql = aggregate_call(node);
    if (node.only_if != nullptr) sql = grammar_.only_if(sql, write_plain(node.only_if));
    return {std::move(sql), Binding::operand, true};
  }

  Rendered of(const Recode& node) {
    if (node.texts.empty()) spoil("nothing to recode");
    const auto of_what = inside(node.of, Binding::operand);
    auto sql = fmt::format("CASE {}", of_what.sql);
    for (const auto& [from, to] : node.texts)
      sql += fmt::format(" WHEN {} THEN {}", text_of(from), text_of(to));
    const auto otherwise = write(node.otherwise);
    return {fmt::format("{} ELSE {} END", sql, otherwise.sql), Binding::operand,
            of_what.aggregated || otherwise.aggregated};
  }

  std::string aggregate_call(const Aggregate& node) {
    if (node.of == nullptr) {
      if (node.function != Function::count) spoil("an aggregate of nothing");
      return "count(*)";
    }
    const auto of_what = write_plain(node.of);
    switch (node.function) {
      case Function::count:
        return fmt::format("count({})", of_what);
      case Function::count_distinct:
        return fmt::format("count(DISTINCT {})", of_what);
      case Function::sum:
        return fmt::format("sum({})", of_what);
      case Function::average:
        return fmt::format("avg({})", of_what);
      case Function::minimum:
        return fmt::format("min({})", of_what);
      case Function::maximum:
        return fmt::format("max({})", of_what);
      case Function::quantile:
        if (!(node.level >= 0 && node.level <= 1)) spoil("the level of a quantile is not in 0..1");
        return grammar_.quantile(of_what, node.level);
    }
    return {};
  }

  const Grammar& grammar_;
  std::string flaw_;
  int depth_ = 0;
};

tl::unexpected<base::Error> refusal(const Query& query, const std::string& flaw) {
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the query cannot be written as SQL: {}, in a query of {}", flaw, query.fact),
      fmt::format("无法把查询写成 SQL：{}，查询对象 {}", flaw, query.fact));
}

const Grammar& grammar_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::duckdb:
      break;
  }
  return duckdb::grammar();
}

// order_clause: what was asked, then every key not yet named, so that no two rows are tied.
std::string order_clause(const Query& query, const std::vector<std::string>& keys,
                         std::string& flaw) {
  std::vector<std::string> terms;
  if (query.with_total) terms.emplace_back("is_total ASC");  // A group's keys may be null as well.
  std::set<std::string> named;
  for (const auto& [name, descending] : query.order_by) {
    if (std::ranges::find(query.select, name, &Selected::name) == query.select.end())
      flaw = fmt::format("ordered by what is not selected: '{}'", name);
    if (!named.insert(name).second) continue;
    terms.push_back(fmt::format("\"{}\" {} NULLS LAST", name, descending ? "DESC" : "ASC"));
  }
  if (!query.totally_ordered)
    for (const auto& key : keys)
      if (named.insert(key).second) terms.push_back(fmt::format("\"{}\" ASC NULLS LAST", key));
  return fmt::format("{}", fmt::join(terms, ", "));
}

}  // namespace

base::Result<std::string> render(const Query& query, Dialect dialect) {
  TreeRenderer tree(grammar_of(dialect));
  std::vector<std::string> groups;
  for (const auto& group : query.group_by) groups.push_back(tree.write_plain(group));

  std::string flaw;
  std::set<std::string> names;
  std::vector<std::string> selected;
  std::vector<std::string> keys;       // Output columns that are no aggregates.
  std::vector<std::string> ungrouped;  // Of these, the ones no group stands for.
  bool aggregated = !groups.empty();
  for (const auto& [expression, name] : query.select) {
    const auto rendered = tree.write(expression);
    selected.push_back(fmt::format("{} AS {}", rendered.sql, tree.name(name)));
    if (!names.insert(name).second) flaw = fmt::format("two columns named '{}'", name);
    aggregated |= rendered.aggregated;
    if (rendered.aggregated) continue;
    keys.push_back(name);
    if (std::ranges::find(groups, rendered.sql) == groups.end()) ungrouped.push_back(name);
  }
  if (selected.empty()) flaw = "nothing is selected";
  if (aggregated && !ungrouped.empty())
    flaw = fmt::format("neither grouped nor aggregated: '{}'", ungrouped.front());

  if (query.with_total) {
    if (groups.empty() || query.limit || query.offset > 0) flaw = "a total of what is not grouped";
    if (!groups.empty())
      selected.push_back(fmt::format("grouping({}) AS is_total", groups.front()));
  }

  std::string sql =
      fmt::format("SELECT {}\nFROM {}", fmt::join(selected, ",\n       "), tree.name(query.fact));
  std::vector<std::string> conditions;
  if (query.where != nullptr) conditions.push_back(tree.write_plain(query.where));
  if (query.part) {
    if (!conditions.empty()) conditions[0] = fmt::format("({})", conditions[0]);
    conditions.push_back(fmt::format(
        "{} = {}", grammar_of(dialect).part_of(tree.name(query.part->column), query.part->of),
        query.part->at));
  }
  if (!conditions.empty()) sql += fmt::format("\nWHERE {}", fmt::join(conditions, " AND "));
  if (!groups.empty()) {
    const auto keys_of_groups = fmt::format("{}", fmt::join(groups, ", "));
    sql += query.with_total ? fmt::format("\nGROUP BY GROUPING SETS (({}), ())", keys_of_groups)
                            : "\nGROUP BY " + keys_of_groups;
  }
  const bool ordered = !query.order_by.empty() || query.limit.has_value() || query.offset > 0;
  if (ordered || (!groups.empty() && !query.any_order))
    if (const auto order = order_clause(query, keys, flaw); !order.empty())
      sql += fmt::format("\nORDER BY {}", order);
  if (query.limit) sql += fmt::format("\nLIMIT {}", *query.limit);
  if (query.offset > 0) sql += fmt::format("\nOFFSET {}", query.offset);

  if (!tree.flaw().empty()) flaw = tree.flaw();
  if (!flaw.empty()) return refusal(query, flaw);
  return sql;
}

base::Result<std::string> render_count(const Query& query, Dialect dialect) {
  if (!query.group_by.empty()) return refusal(query, "a grouped query has no rows of its fact");
  Query count{query.fact, {}, query.where, {}, {}, {}, 0};
  count.select.push_back({std::make_shared<const Expression>(
                              Expression{Aggregate{Function::count, nullptr, nullptr, 0.5}}),
                          "rows"});
  return render(count, dialect);
}

base::Result<std::string> render_condition(const Query& query, Dialect dialect) {
  TreeRenderer tree(grammar_of(dialect));
  auto sql = tree.write_plain(query.where);
  if (!tree.flaw().empty()) return refusal(query, tree.flaw());
  return sql;
}

}  // namespace aftercare::store
