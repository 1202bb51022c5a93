#include "store/duckdb/fact_definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "store/duckdb/fact_parts.hpp"

namespace aftercare::store {
namespace fact_parts {
namespace {

// of_order: a fragment about order `o` where the row itself is the order.
std::string of_order(std::string_view fragment) {
  std::string out(fragment);
  for (std::size_t at = 0; (at = out.find("o.", at)) != out.npos; ++at)
    if (out[at - 1] == ' ' || out[at - 1] == '(') out[at] = 'r';
  return out;
}
FactDefinition order_fact() {
  static const std::string was_late = of_order(late), was_delivered = of_order(delivered);
  return {
      "order_fact",
      "order",
      "record_key, source, order_id, customer_id, ordered_at, paid_at, delivered_at, promised_at, "
      "status, amount, paid_amount, refund_amount, carrier, province, city, promotion, shop",
      {shipments_part, returns_part, refunds_part, customers_of_rows_part},
      {{"order_key", many_texts, "r.record_key"},
       {"source", few_texts, "r.source"},
       {"shop", few_texts, "coalesce(r.shop, r.source)"},
       {"customer_id", many_texts, "r.customer_id"},
       {"ordered_at", "TIMESTAMP", "r.ordered_at"},
       {"ordered_day", "DATE", "local_day(r.ordered_at)"},
       {"paid_day", "DATE", "local_day(r.paid_at)"},
       {"delivered_day", "DATE", "local_day(coalesce(r.delivered_at, s.delivered_at))"},
       {"status", few_texts, "r.status"},
       {"amount", "DECIMAL(18,4)", "r.amount"},
       {"paid_amount", "DECIMAL(18,4)", "r.paid_amount"},
       {"refund_amount", "DECIMAL(18,4)", "coalesce(r.refund_amount, g.refund_amount)"},
       {"is_paid", "BOOLEAN",
        "r.paid_at IS NOT NULL OR coalesce(r.paid_amount > 0, false) OR "
        "coalesce(r.status IN ('paid', 'shipped', 'delivered', 'completed', 'refunded'), false)"},
       {"is_refunded", "BOOLEAN",
        "coalesce(coalesce(r.refund_amount, g.refund_amount) > 0, r.status = 'refunded', false)"},
       {"is_delivered", "BOOLEAN", was_delivered},
       {"is_returned", "BOOLEAN", "coalesce(g.returns > 0, false)"},
       {"carrier", "VARCHAR", "coalesce(r.carrier, s.carrier)"},
       {"province", "VARCHAR", "coalesce(r.province, u.province, s.province)"},
       {"city", "VARCHAR",
        "CASE WHEN r.province IS NOT NULL OR r.city IS NOT NULL THEN r.city ELSE u.city END"},
       {"delivered_late", few_texts, was_late},
       {"delivery_seconds", "DOUBLE",
        "CASE WHEN coalesce(r.delivered_at, s.delivered_at) >= coalesce(r.paid_at, r.ordered_at) "
        "THEN (epoch_us(coalesce(r.delivered_at, s.delivered_at)) - epoch_us(coalesce(r.paid_at, "
        "r.ordered_at))) / 1e6 END"},
       {"promotion", "VARCHAR", "r.promotion"}},
      {shipment_join,
       {"part_customer", "u", "u.customer_id = r.customer_id"},
       {"part_refund", "g", "g.order_id = r.order_id"}},
      "u.record_key",
  };
}

// Refunds of an order's product stand at its first line, so that they add up.
FactDefinition order_item_fact() {
  return {
      "order_item_fact",
      "order_item",
      "record_key, source, order_id, product_id, batch_no, supplier, quantity, unit_price",
      {orders_part, shipments_part, items_part, returns_part, customers_of_orders_part},
      {{"item_key", many_texts, "r.record_key"},
       {"order_key", many_texts, "o.record_key"},
       {"shop", few_texts, "coalesce(o.shop, r.source)"},
       {"product_id", "VARCHAR", "r.product_id"},
       {"product", "VARCHAR", "coalesce(p.name, r.product_id)"},
       {"category", "VARCHAR", "coalesce(k.name, p.category)"},
       {"batch_no", "VARCHAR", "r.batch_no"},
       {"supplier", "VARCHAR", "coalesce(r.supplier, p.supplier)"},
       {"quantity", "BIGINT", "r.quantity"},
       {"amount", "DECIMAL(18,4)",
        "(coalesce(r.quantity, 1)::DECIMAL(10,0) * r.unit_price)::DECIMAL(18,4)"},
       {"ordered_day", "DATE", "local_day(o.ordered_at)"},
       {"province", "VARCHAR", "coalesce(o.province, u.province, s.province)"},
       {"carrier", "VARCHAR", "coalesce(o.carrier, s.carrier)"},
       {"is_delivered", "BOOLEAN", delivered},
       {"is_returned", "BOOLEAN", "coalesce(g.returns > 0, false) OR w.order_id IS NOT NULL"},
       {"refund_amount", "DECIMAL(18,4)",
        "CASE WHEN f.first_line = r.record_key THEN g.refund_amount END"},
       {"delivered_late", few_texts, late}},
      {order_join,
       shipment_join,
       {"product", "p", "p.product_id = r.product_id"},
       category_join,
       {"part_customer", "u", "u.customer_id = o.customer_id"},
       {"part_item", "f", "f.order_id = r.order_id AND f.product_id = r.product_id"},
       {"part_return", "g", "g.order_id = r.order_id AND g.product_id = r.product_id"},
       {"part_return", "w", "w.order_id = r.order_id AND w.product_id IS NULL"}},
      "o.record_key, p.record_key, k.record_key, u.record_key",
  };
}

// One row for each part of an item's product. A part is what the product's list of parts names;
// products of two sources with one id have the parts of both.
FactDefinition order_part_fact() {
  return {
      .name = "order_part_fact",
      .entity = "order_item",
      .row_columns = {},
      .parts = {},
      .columns = {{"part_key", many_texts, "i.item_key || '/' || q.component"},
                  {"order_key", many_texts, "i.order_key"},
                  {"component", "VARCHAR", "q.component"},
                  {"shop", few_texts, "i.shop"},
                  {"product_id", "VARCHAR", "i.product_id"},
                  {"product", "VARCHAR", "i.product"},
                  {"category", "VARCHAR", "i.category"},
                  {"batch_no", "VARCHAR", "i.batch_no"},
                  {"supplier", "VARCHAR", "i.supplier"},
                  {"quantity", "BIGINT", "i.quantity"},
                  {"ordered_day", "DATE", "i.ordered_day"},
                  {"province", "VARCHAR", "i.province"},
                  {"carrier", "VARCHAR", "i.carrier"},
                  {"is_delivered", "BOOLEAN", "i.is_delivered"},
                  {"is_returned", "BOOLEAN", "i.is_returned"},
                  {"delivered_late", few_texts, "i.delivered_late"}},
      .joins = {},
      .order_keys = {},
      .view_of =
          "order_item_fact i JOIN (SELECT DISTINCT product_id, part_code(name) AS component "
          "FROM (SELECT product_id, trim(unnest(string_split_regex(components, "
          "'[|｜、；;，,]'))) AS name FROM product WHERE components IS NOT NULL) "
          "WHERE name <> '') q ON q.product_id = i.product_id",
  };
}

FactDefinition return_fact() {
  return {
      "return_fact",
      "return",
      "record_key, source, order_id, product_id, customer_id, requested_at, received_at, "
      "refunded_at, return_kind, reason, refund_amount, status, quantity, dispute",
      {orders_part, shipments_part, items_part, only_products_part, customers_part},
      {{"return_key", many_texts, "r.record_key"},
       {"order_key", many_texts, "o.record_key"},
       {"shop", few_texts, "coalesce(o.shop, r.source)"},
       {"product_id", "VARCHAR", "coalesce(r.product_id, one.product_id)"},
       {"product", "VARCHAR", "coalesce(p.name, r.product_id, one.product_id)"},
       {"category", "VARCHAR", "coalesce(k.name, p.category)"},
       {"supplier", "VARCHAR", "coalesce(b.supplier, p.supplier)"},
       {"customer_id", many_texts, "coalesce(r.customer_id, o.customer_id)"},
       {"return_kind", "VARCHAR", "r.return_kind"},
       {"reason", "VARCHAR", "r.reason"},
       {"requested_day", "DATE", "local_day(r.requested_at)"},
       {"received_day", "DATE", "local_day(r.received_at)"},
       {"refunded_day", "DATE", "local_day(r.refunded_at)"},
       {"refund_amount", "DECIMAL(18,4)", "r.refund_amount"},
       {"refund_seconds", "DOUBLE",
        "CASE WHEN r.refunded_at >= r.requested_at THEN (epoch_us(r.refunded_at) - "
        "epoch_us(r.requested_at)) / 1e6 END"},
       {"parcel_cost", "DECIMAL(18,4)",
        "CASE WHEN r.return_kind IN ('return_refund', 'exchange', 'repair') AND (r.received_at IS "
        "NOT NULL OR r.status IN ('returning', 'received', 'refunded', 'completed')) THEN "
        "return_parcel_cost() END"},
       {"quantity", "BIGINT", "coalesce(r.quantity, 1)"},
       {"is_accepted", "BOOLEAN",
        "r.status IS DISTINCT FROM 'rejected' AND r.status IS DISTINCT FROM 'cancelled'"},
       {"dispute", few_texts, "r.dispute"},
       {"before_shipping", "BOOLEAN",
        "CASE WHEN r.requested_at < coalesce(o.shipped_at, s.shipped_at) THEN true "
        "WHEN r.requested_at >= coalesce(o.shipped_at, s.shipped_at) THEN false "
        "WHEN coalesce(o.delivered_at, s.delivered_at) IS NULL AND o.status IN ('created', 'paid', "
        "'cancelled') THEN true END"},
       {"province", "VARCHAR", "coalesce(o.province, u.province, s.province)"},
       {"carrier", "VARCHAR", "coalesce(o.carrier, s.carrier)"},
       {"status", few_texts, "r.status"}},
      {order_join, shipment_join, only_product_join, product_join, item_join, category_join,
       customer_join},
      "o.record_key, p.record_key, k.record_key, u.record_key",
  };
}
}  // namespace

std::array<FactDefinition, 6> all() {
  return {case_fact(),       order_fact(),  order_item_fact(),
          order_part_fact(), return_fact(), survey_fact()};
}

}  // namespace fact_parts

namespace {

// The rows of a statement and what the first so many parts know of them.
std::string with_parts(const FactDefinition& fact, const FactRows& rows, std::size_t count) {
  auto with = fmt::format("WITH fact_row AS {}MATERIALIZED (SELECT {} FROM \"{}\" WHERE {})",
                          rows.cheap ? "NOT " : "", fact.row_columns, fact.entity, rows.where);
  for (std::size_t i = 0; i < count; ++i)
    if (!fact.parts[i].apart)
      with += fmt::format(", {} AS MATERIALIZED ({})", fact.parts[i].name, fact.parts[i].query);
  return with;
}

// without_alias: every column of a table that has no rows is NULL.
std::string without_alias(std::string_view sql, std::string_view alias) {
  const auto in_name = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
  };
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    const bool begins = at == 0 || !(in_name(sql[at - 1]) || sql[at - 1] == '.');
    if (!begins || !sql.substr(at).starts_with(alias) ||
        !sql.substr(at + alias.size()).starts_with('.')) {
      out += sql[at++];
      continue;
    }
    at += alias.size() + 1;
    while (at < sql.size() && in_name(sql[at])) ++at;
    out += "NULL";
  }
  return out;
}
}  // namespace

std::span<const FactDefinition> fact_definitions() {
  static const auto facts = fact_parts::all();
  return facts;
}

const FactDefinition& fact_definition(std::string_view name) {
  return *std::ranges::find(fact_definitions(), name, &FactDefinition::name);
}

std::string create_fact_sql(const FactDefinition& fact) {
  std::string columns;
  if (!fact.view_of.empty()) {
    for (const auto& column : fact.columns)
      columns += fmt::format("{}{} AS \"{}\"", columns.empty() ? "" : ", ", column.expression,
                             column.name);
    return fmt::format("CREATE VIEW {} AS SELECT {} FROM {}", fact.name, columns, fact.view_of);
  }
  for (const auto& column : fact.columns)
    columns += fmt::format("{}\"{}\" {}", columns.empty() ? "" : ", ", column.name, column.type);
  return fmt::format("CREATE TABLE {} ({})", fact.name, columns);
}

std::string apart_parts_sql(const FactDefinition& fact, const FactRows& rows,
                            const std::vector<std::string_view>& empty) {
  std::string sql;
  for (std::size_t i = 0; i < fact.parts.size(); ++i) {
    const auto& part = fact.parts[i];
    if (part.apart && std::ranges::count(empty, part.name) == 0)
      sql += fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {} {}; ", part.name,
                         with_parts(fact, rows, i), part.query);
  }
  return sql;
}

std::string insert_fact_sql(const FactDefinition& fact, const FactRows& rows, bool once_each,
                            const std::vector<std::string_view>& empty) {
  std::vector<std::string_view> gone;
  std::string joins;
  for (const auto& join : fact.joins) {
    if (std::ranges::count(empty, join.table) > 0)
      gone.push_back(join.alias);
    else
      joins += fmt::format(" LEFT JOIN {} {} ON {}", join.table, join.alias, join.on);
  }
  std::string values;
  for (const auto& column : fact.columns)
    values +=
        fmt::format("{}{} AS \"{}\"", values.empty() ? "" : ", ", column.expression, column.name);
  const auto once = once_each ? fmt::format(
                                    " QUALIFY row_number() OVER (PARTITION BY "
                                    "r.record_key ORDER BY {}) = 1",
                                    fact.order_keys)
                              : std::string();
  auto sql = fmt::format("SELECT {} FROM fact_row r{}{}", values, joins, once);
  for (const auto alias : gone) sql = without_alias(sql, alias);
  return fmt::format("INSERT INTO {} {} {}", fact.name, with_parts(fact, rows, fact.parts.size()),
                     sql);
}

std::span<const std::string_view> fact_sources() {
  static constexpr std::array<std::string_view, 11> sources = {
      "case",     "order",    "order_item", "shipment", "return", "product",
      "category", "customer", "agent",      "survey",   "message"};
  return sources;
}

}  // namespace aftercare::store
