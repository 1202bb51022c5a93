#include "store/duckdb/fact_definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "store/duckdb/layout.hpp"

namespace aftercare::store {
namespace {

const std::string_view many_texts = sql_of_texts(Texts::many);
const std::string_view few_texts = sql_of_texts(Texts::few);

// Shared by the facts that know an order: `o` is the order, `s` its shipments taken together.
constexpr std::string_view late =
    "CASE WHEN o.record_key IS NULL THEN NULL "
    "WHEN coalesce(o.delivered_at, s.delivered_at) IS NULL THEN "
    "CASE WHEN o.status IN ('delivered', 'completed') THEN NULL ELSE 'undelivered' END "
    "WHEN coalesce(o.promised_at, s.promised_at) IS NULL THEN NULL "
    "WHEN coalesce(o.delivered_at, s.delivered_at) > coalesce(o.promised_at, s.promised_at) "
    "THEN 'late' ELSE 'on_time' END";

constexpr std::string_view delivered =
    "coalesce(coalesce(o.delivered_at, s.delivered_at) IS NOT NULL "
    "OR o.status IN ('delivered', 'completed'), false)";

// Noise that says nothing counts where the case carries a rating: the rating was given.
#define AFTERCARE_IS_NOISE                                             \
  "(r.noise IS NOT NULL AND NOT (r.rating IS NOT NULL AND r.noise IN " \
  "('no_words', 'mash', 'empty_praise')))"

// Somebody has to work on it still.
#define AFTERCARE_IS_OPEN                      \
  "coalesce(r.status IN ('open', 'pending'), " \
  "r.resolved_at IS NULL AND r.closed_at IS NULL)"

#define AFTERCARE_EXPECTS_ANSWER                                                                   \
  "coalesce(r.channel IN ('chat', 'email', 'ticket', 'phone', 'return', 'complaint'), false) AND " \
  "NOT " AFTERCARE_IS_NOISE

// On a line where people wait to be served, and left unserved.
#define AFTERCARE_IS_ABANDONED                                                        \
  "(coalesce(r.channel IN ('chat', 'phone'), false) AND r.first_response_at IS NULL " \
  "AND m.has_agent IS NOT TRUE AND NOT " AFTERCARE_IS_OPEN " AND NOT " AFTERCARE_IS_NOISE ")"

#define AFTERCARE_FIRST_RESPONSE                                                                   \
  "CASE WHEN coalesce(m.answered_at, r.first_response_at) >= least(r.opened_at, m.asked_at) THEN " \
  "(epoch_us(coalesce(m.answered_at, r.first_response_at)) - epoch_us(least(r.opened_at, "         \
  "m.asked_at))) / 1e6 END"

constexpr std::string_view opened = "least(r.opened_at, m.asked_at)";
constexpr std::string_view opened_day = "local_day(least(r.opened_at, m.asked_at))";

// Parts: what the facts at hand need of the other tables, so that joins stay small whatever the
// size of the store.
constexpr FactPart orders_part = {
    "part_order",
    "SELECT record_key, order_id, customer_id, ordered_at, shipped_at, delivered_at, promised_at, "
    "status, "
    "amount, paid_amount, carrier, province, city, shop FROM \"order\" "
    "WHERE order_id IN (SELECT order_id FROM fact_row)"};

// An order in several parcels is delivered when the last one is.
constexpr FactPart shipments_part = {
    "part_shipment",
    "SELECT order_id, min(carrier) AS carrier, min(province) AS province, "
    "CASE WHEN count(*) = count(delivered_at) THEN max(delivered_at) END AS delivered_at, "
    "max(promised_at) AS promised_at, min(shipped_at) AS shipped_at FROM shipment "
    "WHERE order_id IN (SELECT order_id FROM fact_row) GROUP BY order_id"};

constexpr FactPart items_part = {
    "part_item",
    "SELECT order_id, product_id, min(batch_no) AS batch_no, min(record_key) AS first_line "
    "FROM order_item WHERE order_id IN (SELECT order_id FROM fact_row) "
    "GROUP BY order_id, product_id"};

// The product of an order that has no other.
constexpr FactPart only_products_part = {
    "part_only",
    "SELECT order_id, min(product_id) AS product_id FROM part_item GROUP BY order_id "
    "HAVING min(product_id) = max(product_id)"};

// Requests that were refused or withdrawn are no returns.
constexpr FactPart returns_part = {
    "part_return",
    "SELECT order_id, product_id, sum(refund_amount) AS refund_amount, count(*) AS returns "
    "FROM \"return\" WHERE status IS DISTINCT FROM 'rejected' AND status IS DISTINCT FROM "
    "'cancelled' AND order_id IN (SELECT order_id FROM fact_row) GROUP BY order_id, product_id"};

constexpr FactPart refunds_part = {"part_refund",
                                   "SELECT order_id, sum(refund_amount) AS refund_amount, "
                                   "sum(returns) AS returns FROM part_return "
                                   "GROUP BY order_id"};

constexpr FactPart customers_part = {
    "part_customer",
    "SELECT record_key, customer_id, person_id, province, city FROM customer WHERE customer_id IN "
    "(SELECT customer_id FROM fact_row UNION ALL SELECT customer_id FROM part_order)"};

// Customers found to be one person with others, and that person.
constexpr FactPart persons_part = {
    "part_person",
    "SELECT record_key AS customer_id, group_key AS person_id FROM same_record WHERE entity = "
    "'customer' AND group_key IS NOT NULL AND record_key IN (SELECT customer_id FROM fact_row "
    "UNION "
    "ALL SELECT customer_id FROM part_order)"};

// The same where only the order, or only the row, knows the customer.
constexpr FactPart customers_of_orders_part = {
    "part_customer",
    "SELECT record_key, customer_id, province FROM customer "
    "WHERE customer_id IN (SELECT customer_id FROM part_order)"};
constexpr FactPart customers_of_rows_part = {
    "part_customer",
    "SELECT record_key, customer_id, province, city FROM customer "
    "WHERE customer_id IN (SELECT customer_id FROM fact_row)"};

// The last answer of each case to each question, satisfaction on the scale to 5. A survey that does
// not say what it asks asks for satisfaction.
#define AFTERCARE_LAST_ANSWER "(coalesce(answered_at, sent_at, TIMESTAMP '1970-01-01'), record_key)"
constexpr FactPart scores_part = {
    "part_score",
    "SELECT case_id, count(score) AS answered, "
    "arg_max(score * 5 / coalesce(scale, 5), " AFTERCARE_LAST_ANSWER
    ") FILTER (WHERE score IS NOT NULL AND coalesce(question, 'csat') = 'csat') AS score, "
    "arg_max(score, " AFTERCARE_LAST_ANSWER
    ") FILTER (WHERE score IS NOT NULL AND question = 'nps') AS nps, "
    "arg_max(score, " AFTERCARE_LAST_ANSWER
    ") FILTER (WHERE score IS NOT NULL AND question = 'ces') AS ces, "
    "arg_max(solved, " AFTERCARE_LAST_ANSWER
    ") FILTER (WHERE solved IS NOT NULL) AS solved "
    "FROM survey WHERE case_id IN (SELECT case_id FROM fact_row) GROUP BY case_id"};
#undef AFTERCARE_LAST_ANSWER

// What customer and agent said in turns: several messages in a row are one turn, and what bots say
// in between ends none. A wait is from a customer's turn after an agent's to the agent's next.
constexpr FactPart talk_part = {
    "part_talk",
    "SELECT case_id, "
    "count(*) FILTER (WHERE sender = 'agent' AND before = 'customer') AS replies, "
    "count(next_at) FILTER (WHERE sender = 'customer' AND before = 'agent') AS waits, "
    "sum(epoch_us(next_at) - epoch_us(sent_at)) FILTER (WHERE sender = 'customer' AND before = "
    "'agent') / 1e6 AS wait_seconds, "
    "sum(business_seconds(sent_at, next_at)) FILTER (WHERE sender = 'customer' AND before = "
    "'agent') AS wait_business_seconds FROM "
    "(SELECT case_id, sender, before, sent_at, lead(sent_at) OVER (PARTITION BY case_id ORDER BY "
    "place) AS next_at FROM "
    "(SELECT case_id, sender, sent_at, lag(sender) OVER said AS before, row_number() OVER said AS "
    "place FROM message WHERE sender IN ('customer', 'agent') AND sent_at IS NOT NULL AND case_id "
    "IN (SELECT case_id FROM fact_row) WINDOW said AS (PARTITION BY case_id ORDER BY sent_at, "
    "position, record_key)) WHERE before IS DISTINCT FROM sender) GROUP BY case_id"};

constexpr FactPart voices_part = {
    "part_voices",
    "SELECT case_id, coalesce(bool_or(sender = 'bot'), false) AS has_bot, "
    "coalesce(bool_or(sender = 'agent'), false) AS has_agent, "
    "count(DISTINCT agent_id) FILTER (WHERE sender = 'agent') AS agents, "
    "(epoch_us(max(sent_at) FILTER (WHERE sender = 'agent')) - epoch_us(min(sent_at) FILTER (WHERE "
    "sender = 'agent'))) / 1e6 AS engaged_seconds FROM message WHERE case_id IN (SELECT case_id "
    "FROM fact_row) GROUP BY case_id"};

// All that messages and surveys tell of a case in one table: each table that a fact joins holds
// memory of its own while the join runs, however few rows it has.
constexpr FactPart told_part = {
    "part_told",
    "SELECT case_id, asked_at, answered_at, replies, waits, wait_seconds, wait_business_seconds, "
    "has_bot, has_agent, agents, engaged_seconds, surveyed, answered, score, nps, ces, solved FROM "
    "part_voices FULL JOIN part_talk USING (case_id) FULL JOIN part_answered USING (case_id) "
    "FULL JOIN (SELECT *, true AS surveyed FROM part_score) USING (case_id)"};

// What earlier versions of a case tell: who had it, and whether it was open again after its end.
constexpr FactPart past_part = {
    "part_past",
    "SELECT record_key, count(DISTINCT agent_id) AS agents, coalesce(bool_or(ended AND NOT "
    "ended_after), false) AS reopened FROM "
    "(SELECT record_key, agent_id, ended, lead(ended) OVER (PARTITION BY record_key ORDER BY "
    "updated_at NULLS FIRST, commit_number) AS ended_after FROM "
    "(SELECT record_key, agent_id, status IN ('resolved', 'closed') AS ended, updated_at, "
    "commit_number FROM case_history WHERE record_key IN (SELECT record_key FROM fact_row) "
    "UNION ALL SELECT record_key, agent_id, status IN ('resolved', 'closed'), updated_at, "
    "commit_number FROM \"case\" WHERE record_key IN (SELECT record_key FROM case_history WHERE "
    "record_key IN (SELECT record_key FROM fact_row)))) GROUP BY record_key"};

constexpr FactPart parcels_part = {"part_parcel",
                                   "SELECT record_key, shipment_id, carrier FROM shipment "
                                   "WHERE shipment_id IN (SELECT tracking_number FROM fact_row)"};

// An e-mail case is put together out of mails that come in any file and order: it opens with the
// customer's first one, and the first of a person after that answers.
constexpr FactPart asked_part = {
    "part_asked",
    "SELECT case_id, min(sent_at) AS asked_at FROM message WHERE sender = 'customer' AND case_id "
    "IN "
    "(SELECT case_id FROM fact_row WHERE channel = 'email') GROUP BY case_id"};
constexpr FactPart answered_part = {"part_answered",
                                    "SELECT a.case_id, min(a.asked_at) AS asked_at, min(m.sent_at) "
                                    "AS answered_at FROM part_asked a "
                                    "LEFT JOIN message m ON m.case_id = a.case_id AND m.sender = "
                                    "'agent' AND m.sent_at >= a.asked_at "
                                    "GROUP BY a.case_id"};

constexpr FactJoin order_join = {"part_order", "o", "o.order_id = r.order_id"};
constexpr FactJoin shipment_join = {"part_shipment", "s", "s.order_id = r.order_id"};
constexpr FactJoin only_product_join = {"part_only", "one", "one.order_id = r.order_id"};
constexpr FactJoin product_join = {"product", "p",
                                   "p.product_id = coalesce(r.product_id, one.product_id)"};
constexpr FactJoin category_join = {"category", "k", "k.category_id = p.category"};
constexpr FactJoin customer_join = {"part_customer", "u",
                                    "u.customer_id = coalesce(r.customer_id, o.customer_id)"};

// of_order: a fragment about order `o` where the row itself is the order.
std::string of_order(std::string_view fragment) {
  std::string out(fragment);
  for (std::size_t at = 0; (at = out.find("o.", at)) != out.npos; ++at)
    if (out[at - 1] == ' ' || out[at - 1] == '(') out[at] = 'r';
  return out;
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

FactDefinition case_fact() {
  return {
      "case_fact",
      "case",
      "record_key, source, case_id, channel, kind, customer_id, order_id, product_id, agent_id, "
      "category, opened_at, first_response_at, resolved_at, closed_at, status, rating, topic, "
      "topic_group, component, sentiment, sentiment_score, severity, urgency, language, province, "
      "city, tracking_number, noise, reopened_at, first_contact, handle_seconds, rating_service, "
      "rating_logistics",
      {orders_part, shipments_part, items_part, only_products_part, customers_part, persons_part,
       scores_part, parcels_part, asked_part, answered_part, talk_part, voices_part, told_part,
       past_part},
      {{"case_key", many_texts, "r.record_key"},
       {"source", few_texts, "r.source"},
       {"shop", few_texts, "coalesce(o.shop, r.source)"},
       {"channel", few_texts, "r.channel"},
       {"kind", few_texts, "r.kind"},
       {"is_complaint", "BOOLEAN",
        "coalesce(r.kind = 'complaint', false) AND NOT " AFTERCARE_IS_NOISE},
       {"expects_answer", "BOOLEAN", AFTERCARE_EXPECTS_ANSWER},
       {"customer_id", many_texts, "coalesce(r.customer_id, o.customer_id)"},
       {"person_id", many_texts,
        "coalesce(w.person_id, u.person_id, r.customer_id, o.customer_id)"},
       {"order_id", many_texts, "r.order_id"},
       {"product_id", "VARCHAR", "coalesce(r.product_id, one.product_id)"},
       {"product", "VARCHAR", "coalesce(p.name, r.product_id, one.product_id)"},
       {"category", "VARCHAR", "coalesce(k.name, r.category, p.category)"},
       {"batch_no", "VARCHAR", "b.batch_no"},
       {"agent_id", "VARCHAR", "r.agent_id"},
       {"agent", "VARCHAR", "coalesce(a.display_name, r.agent_id)"},
       {"team", "VARCHAR", "a.team"},
       {"opened_at", "TIMESTAMP", opened},
       {"opened_day", "DATE", opened_day},
       {"resolved_day", "DATE", "local_day(r.resolved_at)"},
       {"closed_day", "DATE", "local_day(r.closed_at)"},
       {"first_response_seconds", "DOUBLE", AFTERCARE_FIRST_RESPONSE},
       {"first_response_business_seconds", "DOUBLE",
        "business_seconds(least(r.opened_at, m.asked_at), "
        "coalesce(m.answered_at, r.first_response_at))"},
       {"resolution_seconds", "DOUBLE",
        "CASE WHEN r.resolved_at >= least(r.opened_at, m.asked_at) THEN "
        "(epoch_us(r.resolved_at) - epoch_us(least(r.opened_at, m.asked_at))) / 1e6 END"},
       {"status", few_texts, "r.status"},
       {"resolution_business_seconds", "DOUBLE",
        "business_seconds(least(r.opened_at, m.asked_at), r.resolved_at)"},
       {"is_open", "BOOLEAN", AFTERCARE_IS_OPEN},
       {"is_solved", "BOOLEAN",
        "r.resolved_at IS NOT NULL OR r.reopened_at IS NOT NULL OR "
        "coalesce(r.status IN ('resolved', 'closed'), false)"},
       {"is_reopened", "BOOLEAN", "r.reopened_at IS NOT NULL OR coalesce(h.reopened, false)"},
       {"is_abandoned", "BOOLEAN", AFTERCARE_IS_ABANDONED},
       {"served_seconds", "DOUBLE",
        "CASE WHEN " AFTERCARE_IS_ABANDONED " THEN 0 ELSE " AFTERCARE_FIRST_RESPONSE " END"},
       {"agents", "BIGINT",
        "greatest(CASE WHEN r.agent_id IS NULL THEN 0 ELSE 1 END, coalesce(h.agents, 0), "
        "coalesce(m.agents, 0))"},
       {"agent_replies", "BIGINT", "m.replies"},
       {"waits", "BIGINT", "m.waits"},
       {"wait_seconds", "DOUBLE", "m.wait_seconds"},
       {"wait_business_seconds", "DOUBLE", "m.wait_business_seconds"},
       {"next_reply_seconds", "DOUBLE", "m.wait_seconds / nullif(m.waits, 0)"},
       {"next_reply_business_seconds", "DOUBLE", "m.wait_business_seconds / nullif(m.waits, 0)"},
       {"handle_seconds", "DOUBLE", "r.handle_seconds"},
       {"engaged_seconds", "DOUBLE", "m.engaged_seconds"},
       {"has_bot", "BOOLEAN", "m.has_bot"},
       {"has_agent", "BOOLEAN", "m.has_agent"},
       {"rating", "DOUBLE", "r.rating"},
       {"rating_service", "DOUBLE", "r.rating_service"},
       {"rating_logistics", "DOUBLE", "r.rating_logistics"},
       {"first_contact", few_texts, "r.first_contact"},
       {"survey_sent", "BOOLEAN", "coalesce(m.surveyed, false)"},
       {"survey_answered", "BOOLEAN", "coalesce(m.answered > 0, false)"},
       {"survey_score", "DOUBLE", "m.score"},
       {"survey_solved", few_texts, "m.solved"},
       {"nps_score", "DOUBLE", "m.nps"},
       {"nps_points", "DOUBLE",
        "CASE WHEN m.nps >= 9 THEN 100 WHEN m.nps >= 7 THEN 0 WHEN m.nps IS NOT NULL THEN -100 "
        "END"},
       {"ces_score", "DOUBLE", "m.ces"},
       {"topic", "VARCHAR", "r.topic"},
       {"topic_group", "VARCHAR", "r.topic_group"},
       {"component", "VARCHAR", "r.component"},
       {"sentiment", "VARCHAR", "r.sentiment"},
       {"sentiment_score", "DOUBLE", "r.sentiment_score"},
       {"severity", "BIGINT", "r.severity"},
       {"urgency", "BIGINT", "r.urgency"},
       {"language", "VARCHAR", "r.language"},
       {"province", "VARCHAR", "coalesce(r.province, o.province, u.province)"},
       {"city", "VARCHAR",
        "CASE WHEN r.province IS NOT NULL OR r.city IS NOT NULL THEN r.city "
        "WHEN o.province IS NOT NULL OR o.city IS NOT NULL THEN o.city ELSE u.city END"},
       {"carrier", "VARCHAR", "coalesce(o.carrier, s.carrier, t.carrier)"},
       {"delivered_late", few_texts, late},
       {"ordered_day", "DATE", "local_day(o.ordered_at)"},
       {"days_since_order", "DOUBLE",
        "(local_day(least(r.opened_at, m.asked_at)) - local_day(o.ordered_at))::DOUBLE"},
       {"is_repeat", "BOOLEAN", "false"},
       {"since_complaint_days", "DOUBLE", "NULL::DOUBLE"},
       {"next_contact_days", "DOUBLE", "NULL::DOUBLE"},
       {"noise", "VARCHAR", "r.noise"},
       {"is_noise", "BOOLEAN", AFTERCARE_IS_NOISE},
       {"money_at_stake", "DOUBLE", "coalesce(o.paid_amount, o.amount, p.price)::DOUBLE"}},
      {order_join,
       shipment_join,
       only_product_join,
       product_join,
       {"part_item", "b",
        "b.order_id = r.order_id AND b.product_id = coalesce(r.product_id, one.product_id)"},
       {"category", "k", "k.category_id = coalesce(r.category, p.category)"},
       customer_join,
       {"part_person", "w", "w.customer_id = coalesce(r.customer_id, o.customer_id)"},
       {"agent", "a", "a.agent_id = r.agent_id"},
       {"part_parcel", "t", "t.shipment_id = r.tracking_number"},
       {"part_told", "m", "m.case_id = r.case_id"},
       {"part_past", "h", "h.record_key = r.record_key"}},
      "o.record_key, p.record_key, k.record_key, u.record_key, a.record_key, t.record_key",
  };
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
      "record_key, source, order_id, product_id, batch_no, quantity, unit_price",
      {orders_part, shipments_part, items_part, returns_part, customers_of_orders_part},
      {{"item_key", many_texts, "r.record_key"},
       {"order_key", many_texts, "o.record_key"},
       {"shop", few_texts, "coalesce(o.shop, r.source)"},
       {"product_id", "VARCHAR", "r.product_id"},
       {"product", "VARCHAR", "coalesce(p.name, r.product_id)"},
       {"category", "VARCHAR", "coalesce(k.name, p.category)"},
       {"batch_no", "VARCHAR", "r.batch_no"},
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
      {order_join, shipment_join, only_product_join, product_join, category_join, customer_join},
      "o.record_key, p.record_key, k.record_key, u.record_key",
  };
}

// The case and its own facts, which are made before.
constexpr FactPart cases_part = {
    "part_case",
    "SELECT k.case_id, f.* FROM \"case\" k JOIN case_fact f ON f.case_key = k.record_key WHERE "
    "k.case_id IN (SELECT case_id FROM fact_row)"};

// Satisfaction on the scale to 5. A survey that does not say what it asks asks for satisfaction.
#define AFTERCARE_ASKS_SATISFACTION "coalesce(r.question, 'csat') = 'csat'"

FactDefinition survey_fact() {
  static const auto late_of_survey = fmt::format("coalesce(c.delivered_late, {})", late);
  return {
      "survey_fact",
      "survey",
      "record_key, source, case_id, customer_id, order_id, NULL::VARCHAR AS product_id, sent_at, "
      "answered_at, score, scale, question, solved",
      {cases_part, orders_part, shipments_part, items_part, only_products_part, customers_part,
       persons_part},
      {{"survey_key", many_texts, "r.record_key"},
       {"source", few_texts, "r.source"},
       {"shop", few_texts, "coalesce(c.shop, o.shop, r.source)"},
       {"question", few_texts, "coalesce(r.question, 'csat')"},
       {"sent_day", "DATE",
        "coalesce(local_day(r.sent_at), local_day(r.answered_at), c.opened_day)"},
       {"answered_day", "DATE",
        "coalesce(local_day(r.answered_at), local_day(r.sent_at), c.opened_day)"},
       {"is_answered", "BOOLEAN", "r.score IS NOT NULL OR r.solved IS NOT NULL"},
       {"survey_score", "DOUBLE",
        "CASE WHEN " AFTERCARE_ASKS_SATISFACTION " THEN r.score * 5 / coalesce(r.scale, 5) END"},
       {"nps_score", "DOUBLE", "CASE WHEN r.question = 'nps' THEN r.score END"},
       {"nps_points", "DOUBLE",
        "CASE WHEN r.question <> 'nps' OR r.question IS NULL OR r.score IS NULL THEN NULL "
        "WHEN r.score >= 9 THEN 100 WHEN r.score >= 7 THEN 0 ELSE -100 END"},
       {"ces_score", "DOUBLE", "CASE WHEN r.question = 'ces' THEN r.score END"},
       {"survey_solved", few_texts, "r.solved"},
       {"case_key", many_texts, "c.case_key"},
       {"customer_id", many_texts, "coalesce(c.customer_id, r.customer_id, o.customer_id)"},
       {"person_id", many_texts,
        "coalesce(c.person_id, w.person_id, u.person_id, r.customer_id, o.customer_id)"},
       {"order_id", many_texts, "coalesce(c.order_id, r.order_id)"},
       {"channel", few_texts, "c.channel"},
       {"kind", few_texts, "c.kind"},
       {"topic", "VARCHAR", "c.topic"},
       {"topic_group", "VARCHAR", "c.topic_group"},
       {"component", "VARCHAR", "c.component"},
       {"severity", "BIGINT", "c.severity"},
       {"urgency", "BIGINT", "c.urgency"},
       {"sentiment", "VARCHAR", "c.sentiment"},
       {"rating", "DOUBLE", "c.rating"},
       {"language", "VARCHAR", "c.language"},
       {"noise", "VARCHAR", "c.noise"},
       {"status", few_texts, "c.status"},
       {"agent_id", "VARCHAR", "c.agent_id"},
       {"agent", "VARCHAR", "c.agent"},
       {"team", "VARCHAR", "c.team"},
       {"product_id", "VARCHAR", "coalesce(c.product_id, one.product_id)"},
       {"product", "VARCHAR", "coalesce(c.product, p.name, one.product_id)"},
       {"category", "VARCHAR", "coalesce(c.category, k.name, p.category)"},
       {"batch_no", "VARCHAR", "coalesce(c.batch_no, b.batch_no)"},
       {"province", "VARCHAR", "coalesce(c.province, o.province, u.province)"},
       {"city", "VARCHAR",
        "CASE WHEN c.province IS NOT NULL OR c.city IS NOT NULL THEN c.city "
        "WHEN o.province IS NOT NULL OR o.city IS NOT NULL THEN o.city ELSE u.city END"},
       {"carrier", "VARCHAR", "coalesce(c.carrier, o.carrier, s.carrier)"},
       {"delivered_late", few_texts, late_of_survey},
       {"first_response_seconds", "DOUBLE", "c.first_response_seconds"},
       {"resolution_seconds", "DOUBLE", "c.resolution_seconds"},
       {"next_reply_seconds", "DOUBLE", "c.next_reply_seconds"},
       {"agents", "BIGINT", "c.agents"},
       {"is_solved", "BOOLEAN", "c.is_solved"},
       {"is_reopened", "BOOLEAN", "c.is_reopened"},
       {"is_abandoned", "BOOLEAN", "c.is_abandoned"},
       {"has_bot", "BOOLEAN", "c.has_bot"},
       {"days_since_order", "DOUBLE", "c.days_since_order"},
       {"money_at_stake", "DOUBLE", "c.money_at_stake"}},
      {{"part_case", "c", "c.case_id = r.case_id"},
       order_join,
       shipment_join,
       only_product_join,
       product_join,
       {"part_item", "b", "b.order_id = r.order_id AND b.product_id = one.product_id"},
       category_join,
       customer_join,
       {"part_person", "w", "w.customer_id = coalesce(r.customer_id, o.customer_id)"}},
      "c.case_key, o.record_key, p.record_key, k.record_key, u.record_key",
  };
}

#undef AFTERCARE_ASKS_SATISFACTION
#undef AFTERCARE_FIRST_RESPONSE
#undef AFTERCARE_IS_ABANDONED
#undef AFTERCARE_EXPECTS_ANSWER
#undef AFTERCARE_IS_OPEN
#undef AFTERCARE_IS_NOISE

}  // namespace

std::span<const FactDefinition> fact_definitions() {
  static const std::array<FactDefinition, 5> facts = {case_fact(), order_fact(), order_item_fact(),
                                                      return_fact(), survey_fact()};
  return facts;
}

const FactDefinition& fact_definition(std::string_view name) {
  return *std::ranges::find(fact_definitions(), name, &FactDefinition::name);
}

std::string create_fact_sql(const FactDefinition& fact) {
  std::string columns;
  for (const auto& column : fact.columns)
    columns += fmt::format("{}\"{}\" {}", columns.empty() ? "" : ", ", column.name, column.type);
  return fmt::format("CREATE TABLE {} ({})", fact.name, columns);
}

std::string insert_fact_sql(const FactDefinition& fact, bool once_each,
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
  return fmt::format("INSERT INTO {} {}", fact.name, sql);
}

std::span<const std::string_view> fact_sources() {
  static constexpr std::array<std::string_view, 11> sources = {
      "case",     "order",    "order_item", "shipment", "return", "product",
      "category", "customer", "agent",      "survey",   "message"};
  return sources;
}

}  // namespace aftercare::store
