#include "store/rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/digest.hpp"
#include "store/build.hpp"
#include "store/duckdb/dialect.hpp"
#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/layout.hpp"
#include "store/render.hpp"

namespace aftercare::store {
namespace {

using records::Shown;
using records::Viewer;

const FactDefinition* fact_named(std::string_view name) {
  const auto facts = fact_definitions();
  const auto at = std::ranges::find(facts, name, &FactDefinition::name);
  return at == facts.end() ? nullptr : &*at;
}

bool has_fact_column(const FactDefinition& fact, std::string_view column) {
  return std::ranges::find(fact.columns, column, &FactColumn::name) != fact.columns.end();
}

// covered: a value that is stored as it came, as a viewer sees it.
Cell covered(const Viewer& viewer, Shown shown, Cell cell) {
  if (shown == Shown::clear || is_null(cell)) return cell;
  const auto* text = std::get_if<std::string>(&cell);
  if (shown == Shown::hidden || text == nullptr) return {};
  return shown == Shown::token ? sign_of(*text, viewer.token_key) : records::masked_sign(*text);
}

// How an expression uses a column: a count tells nothing of its values.
class ColumnCheck {
 public:
  ColumnCheck(const Viewer& viewer, const records::Dictionary& dictionary, std::string_view fact)
      : viewer_(viewer), dictionary_(dictionary), fact_(fact) {}

  /// The first column that is hidden and whose values would show.
  const std::string& hidden() const { return hidden_; }

  void look(const ExpressionPtr& expression) {
    if (expression != nullptr) std::visit([this](const auto& node) { of(node); }, expression->node);
  }

 private:
  void of(const ColumnRef& column) {
    if (hidden_.empty() && shown_column(viewer_, dictionary_, fact_, column.name) == Shown::hidden)
      hidden_ = column.name;
  }
  void of(const Literal&) {}
  void of(const Compare& node) { look(node.left), look(node.right); }
  void of(const InList& node) { look(node.of); }
  void of(const IsNull&) {}
  void of(const And& node) {
    std::ranges::for_each(node.parts, [this](auto& one) { look(one); });
  }
  void of(const Or& node) {
    std::ranges::for_each(node.parts, [this](auto& one) { look(one); });
  }
  void of(const Not& node) { look(node.of); }
  void of(const Arithmetic& node) { look(node.left), look(node.right); }
  void of(const Truncate& node) { look(node.day); }
  void of(const Recode& node) { look(node.of), look(node.otherwise); }
  void of(const Aggregate& node) {
    look(node.only_if);
    if (node.function != Function::count && node.function != Function::count_distinct)
      look(node.of);
  }

  const Viewer& viewer_;
  const records::Dictionary& dictionary_;
  std::string_view fact_;
  std::string hidden_;
};

// The column whose very values an output column holds; nullptr: it holds something else.
const ColumnRef* values_of(const Expression& expression) {
  if (const auto* column = std::get_if<ColumnRef>(&expression.node)) return column;
  if (const auto* recode = std::get_if<Recode>(&expression.node))
    return recode->otherwise == nullptr ? nullptr : values_of(*recode->otherwise);
  const auto* aggregate = std::get_if<Aggregate>(&expression.node);
  const bool one_value = aggregate != nullptr && (aggregate->function == Function::minimum ||
                                                  aggregate->function == Function::maximum);
  return one_value && aggregate->of != nullptr ? values_of(*aggregate->of) : nullptr;
}

// What a column is called by people: as the first entity with such a field has it.
records::Label label_of(const records::Dictionary& dictionary, const std::string& column) {
  for (const auto& entity : dictionary.entities())
    if (const auto* field = entity.field(column); field != nullptr && !field->label.en.empty())
      return field->label;
  return {column, column};
}

tl::unexpected<base::Error> column_refused(const records::Dictionary& dictionary,
                                           const std::string& column) {
  const auto label = label_of(dictionary, column);
  return records::refusal(fmt::format("your role does not see '{}'", label.en),
                          fmt::format("您的角色不能查看“{}”", label.zh));
}

// By which kind of row a user may not be told something of these rows.
tl::unexpected<base::Error> rows_refused(const records::Dictionary& dictionary,
                                         const std::string& by, const FactDefinition* fact) {
  const auto own = label_of(dictionary, by);
  const auto* entity = fact == nullptr ? nullptr : dictionary.entity(fact->entity);
  const auto rows = entity == nullptr ? records::Label{"these records", "这些数据"} : entity->label;
  return records::refusal(
      fmt::format("you see only some rows (by {}), and {} does not tell it", own.en, rows.en),
      fmt::format("您只能查看部分数据（按{}），而{}无法据此区分", own.zh, rows.zh));
}

std::vector<Literal> literals(const std::vector<std::string>& texts) {
  std::vector<Literal> list;
  for (const auto& text : texts) list.push_back({text});
  return list;
}

std::string one_of(std::string_view column, const std::vector<std::string>& texts) {
  std::string list;
  for (const auto& text : texts)
    list += (list.empty() ? "" : ", ") + duckdb::grammar().text_literal(text);
  return fmt::format("{} IN ({})", column, list);
}

std::string both(std::string one, const std::string& other) {
  return one.empty() ? other : one + " AND " + other;
}

std::string scope_of(const records::RowScope& scope, bool cases) {
  if (scope.none) return "FALSE";
  std::string sql;
  if (!scope.shops.empty()) sql = both(std::move(sql), one_of("shop", scope.shops));
  if (!scope.regions.empty()) sql = both(std::move(sql), one_of("province", scope.regions));
  if (cases && !scope.teams.empty()) sql = both(std::move(sql), one_of("team", scope.teams));
  if (cases && !scope.agent.empty()) sql = both(std::move(sql), one_of("agent_id", {scope.agent}));
  return sql.empty() ? "TRUE" : sql;
}

// shown_text: a column whose texts are stored as they came.
std::optional<std::string> shown_text(Shown shown, const std::string& column,
                                      std::int64_t key_number) {
  switch (shown) {
    case Shown::hidden:
      return std::nullopt;
    case Shown::token:
      return fmt::format("shown_sign({}, {})", column, key_number);
    case Shown::masked:
      return fmt::format("shown_part({})", column);
    case Shown::clear:
      break;
  }
  return column;
}

}  // namespace

std::string sign_of(std::string_view value, std::string_view token_key) {
  if (token_key.empty()) return "***";
  return base::to_hex(base::digest_of(value, token_key)).substr(0, 16);
}

Shown shown_column(const Viewer& viewer, const records::Dictionary& dictionary,
                   std::string_view fact, std::string_view column) {
  const auto* known = fact_named(fact);
  const auto* own = known == nullptr ? nullptr : dictionary.entity(known->entity);
  if (own != nullptr)
    if (const auto* field = own->field(column)) return viewer.fields.of(own->name, *field);
  if (column == "agent") column = "display_name";  // Of the agent.
  Shown least = viewer.fields.of(records::PiiClass::none);
  for (const auto& entity : dictionary.entities())
    if (const auto* field = entity.field(column))
      least = std::min(least, viewer.fields.of(entity.name, *field));
  return least;
}

base::Result<Query> narrowed(const Query& query, const Viewer& viewer,
                             const records::Dictionary& dictionary) {
  Query narrow = query;
  ColumnCheck check(viewer, dictionary, query.fact);
  check.look(query.where);
  for (const auto& group : query.group_by) check.look(group);
  for (const auto& selected : query.select) {
    // Values as they are can be covered in the answer; what is computed of them cannot.
    if (selected.expression != nullptr && values_of(*selected.expression) == nullptr)
      check.look(selected.expression);
  }
  if (!check.hidden().empty()) return column_refused(dictionary, check.hidden());

  const auto& scope = viewer.scope;
  if (scope.whole()) return narrow;
  const auto* fact = fact_named(query.fact);
  std::vector<ExpressionPtr> conditions;
  if (narrow.where != nullptr) conditions.push_back(narrow.where);
  if (scope.none) conditions.push_back(value(false));
  const std::pair<const char*, std::vector<std::string>> lists[] = {
      {"shop", scope.shops},
      {"team", scope.teams},
      {"province", scope.regions},
      {"agent_id",
       scope.agent.empty() ? std::vector<std::string>{} : std::vector<std::string>{scope.agent}}};
  for (const auto& [name, values] : lists) {
    if (values.empty()) continue;
    if (fact == nullptr || !has_fact_column(*fact, name))
      return rows_refused(dictionary, name, fact);
    conditions.push_back(in(column(name), literals(values)));
  }
  narrow.where = expression(And{std::move(conditions)});
  return narrow;
}

void cover(Frame& frame, const Query& query, const Viewer& viewer,
           const records::Dictionary& dictionary) {
  for (std::size_t i = 0; i < query.select.size(); ++i) {
    const auto* column = values_of(*query.select[i].expression);
    if (column == nullptr) continue;
    const auto shown = shown_column(viewer, dictionary, query.fact, column->name);
    if (shown == Shown::clear) continue;
    for (auto& row : frame.rows) row[i] = covered(viewer, shown, std::move(row[i]));
  }
}

bool needs_cover(const Query& query, const Viewer& viewer, const records::Dictionary& dictionary) {
  return std::ranges::any_of(query.select, [&](const Selected& selected) {
    const auto* column = values_of(*selected.expression);
    return column != nullptr &&
           shown_column(viewer, dictionary, query.fact, column->name) != Shown::clear;
  });
}

Cell shown_cell(const Viewer& viewer, std::string_view entity, const records::Field& field,
                Cell stored, const Cell& token) {
  const auto shown = viewer.fields.of(entity, field);
  switch (field.pii) {
    case records::PiiClass::none:
    case records::PiiClass::pseudonym:
      return covered(viewer, shown, std::move(stored));
    case records::PiiClass::free_text:  // Stored masked; no two texts are joined by a sign.
      return shown >= Shown::masked ? std::move(stored) : Cell();
    case records::PiiClass::personal:
    case records::PiiClass::sensitive:
      break;
  }
  if (shown == Shown::token) return covered(viewer, Shown::token, token);
  return shown >= Shown::masked ? std::move(stored) : Cell();
}

std::optional<std::string> shown_sql(const Viewer& viewer, std::string_view entity,
                                     const records::Field& field, std::int64_t key_number) {
  const auto shown = viewer.fields.of(entity, field);
  const auto column = fmt::format("\"{}\"", field.name);
  switch (field.pii) {
    case records::PiiClass::none:
    case records::PiiClass::pseudonym:
      return shown_fact_sql(shown, field.name, held_as(field) == Held::text, key_number);
    case records::PiiClass::free_text:
      break;
    case records::PiiClass::personal:
    case records::PiiClass::sensitive:
      if (shown == Shown::token)
        return shown_text(shown, fmt::format("\"{}_token\"::VARCHAR", field.name), key_number);
      break;
  }
  return shown >= Shown::masked ? std::optional(column) : std::nullopt;
}

std::optional<std::string> shown_fact_sql(Shown shown, std::string_view column, bool is_text,
                                          std::int64_t key_number) {
  if (shown != Shown::clear && !is_text) return std::nullopt;
  return shown_text(shown, fmt::format("\"{}\"", column), key_number);
}

base::Result<std::string> inside_fact(const Viewer& viewer, const records::Dictionary& dictionary,
                                      std::string_view fact) {
  Query every;
  every.fact = fact;
  const auto narrow = narrowed(every, viewer, dictionary);
  if (!narrow) return base::failure_of(narrow);
  if (narrow->where == nullptr) return "TRUE";
  return render_condition(*narrow, Dialect::duckdb);
}

std::string inside_cases(const Viewer& viewer) {
  return scope_of(viewer.scope, true);
}

std::string inside_orders(const Viewer& viewer) {
  if (!viewer.scope.by_case()) return scope_of(viewer.scope, false);
  return fmt::format(
      "order_key IN (SELECT o.record_key FROM \"order\" o WHERE o.order_id IN "
      "(SELECT order_id FROM case_fact WHERE {}))",
      inside_cases(viewer));
}

std::string inside(const Viewer& viewer, std::string_view entity, std::string_view alias) {
  const auto& scope = viewer.scope;
  if (scope.whole()) return "TRUE";
  if (scope.none) return "FALSE";
  const auto in_cases = inside_cases(viewer);
  const auto orders =
      fmt::format("SELECT order_key FROM order_fact WHERE {}", inside_orders(viewer));
  if (entity == "case")
    return fmt::format("{}.record_key IN (SELECT case_key FROM case_fact WHERE {})", alias,
                       in_cases);
  if (entity == "order") return fmt::format("{}.record_key IN ({})", alias, orders);
  if (entity == "order_item" || entity == "shipment" || entity == "return")
    return fmt::format(
        "{}.order_id IN (SELECT i.order_id FROM \"order\" i WHERE i.record_key IN ({}))", alias,
        orders);
  if (entity == "survey")
    return fmt::format("{}.record_key IN (SELECT survey_key FROM survey_fact WHERE {})", alias,
                       in_cases);
  if (entity == "message")
    return fmt::format(
        "{}.case_id IN (SELECT i.case_id FROM \"case\" i WHERE i.record_key IN "
        "(SELECT case_key FROM case_fact WHERE {}))",
        alias, in_cases);
  if (entity == "customer" || entity == "event")
    return fmt::format(
        "{0}.customer_id IN (SELECT customer_id FROM case_fact WHERE {1} UNION ALL "
        "SELECT customer_id FROM order_fact WHERE {2})",
        alias, in_cases, inside_orders(viewer));
  if (entity == "product" || entity == "category") return "TRUE";
  if (entity == "agent") {
    if (!scope.agent.empty()) return one_of(fmt::format("{}.agent_id", alias), {scope.agent});
    return scope.teams.empty() ? "TRUE" : one_of(fmt::format("{}.team", alias), scope.teams);
  }
  return "FALSE";
}

std::string inside_any(const Viewer& viewer, const records::Dictionary& dictionary,
                       const std::string& prefix, std::string_view key_column) {
  if (viewer.scope.whole()) return "TRUE";
  if (viewer.scope.none) return "FALSE";
  std::string sql;
  for (const auto& entity : dictionary.entities())
    sql +=
        fmt::format("{}({}entity = {} AND {}{} IN (SELECT w.record_key FROM \"{}\" w WHERE {}))",
                    sql.empty() ? "" : " OR ", prefix, duckdb::grammar().text_literal(entity.name),
                    prefix, key_column, entity.name, inside(viewer, entity.name, "w"));
  return sql.empty() ? "FALSE" : "(" + sql + ")";
}

std::string inside_source(const Viewer& viewer, std::string_view column) {
  const auto& scope = viewer.scope;
  if (scope.whole()) return "TRUE";
  if (scope.none || scope.by_case() || !scope.regions.empty()) return "FALSE";
  return one_of(column, scope.shops);
}

base::Result<void> needs_all_rows(const Viewer& viewer) {
  if (viewer.scope.whole()) return {};
  return records::refusal("this is told of the whole store only, and you see a part of it",
                          "该内容只针对全部数据，而您只能查看其中一部分");
}

base::Result<void> needs_all_records(const Viewer& viewer) {
  if (const auto whole = needs_all_rows(viewer); !whole) return whole;
  if (viewer.fields.of(records::PiiClass::pseudonym) == Shown::clear) return {};
  return records::refusal("your role does not see customers by their ids",
                          "您的角色不能按编号查看客户");
}

}  // namespace aftercare::store
