// What the definitions of several facts are made of: fragments of SQL, parts and joins.
//
// Private to the definitions. `r` is the row of the fact's entity, `o` its order, `s` the order's
// shipments taken together, `p` its product, `k` the product's category, `u` its customer.

#pragma once

#include <string_view>

#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::store::fact_parts {

inline const std::string_view many_texts = sql_of_texts(Texts::many);
inline const std::string_view few_texts = sql_of_texts(Texts::few);

// Shared by the facts that know an order: `o` is the order, `s` its shipments taken together.
inline constexpr std::string_view late =
    "CASE WHEN o.record_key IS NULL THEN NULL "
    "WHEN coalesce(o.delivered_at, s.delivered_at) IS NULL THEN "
    "CASE WHEN o.status IN ('delivered', 'completed') THEN NULL ELSE 'undelivered' END "
    "WHEN coalesce(o.promised_at, s.promised_at) IS NULL THEN NULL "
    "WHEN coalesce(o.delivered_at, s.delivered_at) > coalesce(o.promised_at, s.promised_at) "
    "THEN 'late' ELSE 'on_time' END";

inline constexpr std::string_view delivered =
    "coalesce(coalesce(o.delivered_at, s.delivered_at) IS NOT NULL "
    "OR o.status IN ('delivered', 'completed'), false)";
// Parts: what the facts at hand need of the other tables, so that joins stay small whatever the
// size of the store.
inline constexpr FactPart orders_part = {
    "part_order",
    "SELECT record_key, order_id, customer_id, ordered_at, shipped_at, delivered_at, promised_at, "
    "status, "
    "amount, paid_amount, carrier, province, city, shop FROM \"order\" "
    "WHERE order_id IN (SELECT order_id FROM fact_row)",
    {"order"}};

// An order in several parcels is delivered when the last one is.
inline constexpr FactPart shipments_part = {
    "part_shipment",
    "SELECT order_id, min(carrier) AS carrier, min(province) AS province, "
    "CASE WHEN count(*) = count(delivered_at) THEN max(delivered_at) END AS delivered_at, "
    "max(promised_at) AS promised_at, min(shipped_at) AS shipped_at FROM shipment "
    "WHERE order_id IN (SELECT order_id FROM fact_row) GROUP BY order_id",
    {"shipment"}};

inline constexpr FactPart items_part = {
    "part_item",
    "SELECT order_id, product_id, min(batch_no) AS batch_no, min(supplier) AS supplier, "
    "min(record_key) AS first_line FROM order_item WHERE order_id IN (SELECT order_id FROM "
    "fact_row) "
    "GROUP BY order_id, product_id",
    {"order_item"}};

// The product of an order that has no other.
inline constexpr FactPart only_products_part = {
    "part_only",
    "SELECT order_id, min(product_id) AS product_id FROM part_item GROUP BY order_id "
    "HAVING min(product_id) = max(product_id)",
    {"order_item"}};

// Requests that were refused or withdrawn are no returns.
inline constexpr FactPart returns_part = {
    "part_return",
    "SELECT order_id, product_id, sum(refund_amount) AS refund_amount, count(*) AS returns "
    "FROM \"return\" WHERE status IS DISTINCT FROM 'rejected' AND status IS DISTINCT FROM "
    "'cancelled' AND order_id IN (SELECT order_id FROM fact_row) GROUP BY order_id, product_id",
    {"return"}};

inline constexpr FactPart refunds_part = {"part_refund",
                                          "SELECT order_id, sum(refund_amount) AS refund_amount, "
                                          "sum(returns) AS returns FROM part_return "
                                          "GROUP BY order_id",
                                          {"return"}};

inline constexpr FactPart customers_part = {
    "part_customer",
    "SELECT record_key, customer_id, person_id, province, city FROM customer WHERE customer_id IN "
    "(SELECT customer_id FROM fact_row UNION ALL SELECT customer_id FROM part_order)",
    {"customer"}};

// Customers found to be one person with others, and that person.
inline constexpr FactPart persons_part = {
    "part_person",
    "SELECT record_key AS customer_id, group_key AS person_id FROM same_record WHERE entity = "
    "'customer' AND group_key IS NOT NULL AND record_key IN (SELECT customer_id FROM fact_row "
    "UNION "
    "ALL SELECT customer_id FROM part_order)",
    {"same_record"}};

// The same where only the order, or only the row, knows the customer.
inline constexpr FactPart customers_of_orders_part = {
    "part_customer",
    "SELECT record_key, customer_id, province FROM customer "
    "WHERE customer_id IN (SELECT customer_id FROM part_order)",
    {"customer"}};
inline constexpr FactPart customers_of_rows_part = {
    "part_customer",
    "SELECT record_key, customer_id, province, city FROM customer "
    "WHERE customer_id IN (SELECT customer_id FROM fact_row)",
    {"customer"}};
inline constexpr FactJoin order_join = {"part_order", "o", "o.order_id = r.order_id"};
inline constexpr FactJoin shipment_join = {"part_shipment", "s", "s.order_id = r.order_id"};
inline constexpr FactJoin only_product_join = {"part_only", "one", "one.order_id = r.order_id"};
inline constexpr FactJoin product_join = {"product", "p",
                                          "p.product_id = coalesce(r.product_id, one.product_id)"};
// The order's lines of that product, taken together.
inline constexpr FactJoin item_join = {
    "part_item", "b",
    "b.order_id = r.order_id AND b.product_id = coalesce(r.product_id, one.product_id)"};
inline constexpr FactJoin category_join = {"category", "k", "k.category_id = p.category"};
inline constexpr FactJoin customer_join = {
    "part_customer", "u", "u.customer_id = coalesce(r.customer_id, o.customer_id)"};
FactDefinition case_fact();
FactDefinition survey_fact();

}  // namespace aftercare::store::fact_parts
