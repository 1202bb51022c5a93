// The fact of surveys: one row an answer that was asked for, whatever it names.

#include <fmt/format.h>

#include "store/duckdb/fact_parts.hpp"

namespace aftercare::store::fact_parts {
namespace {

// The case and its own facts, which are made before.
constexpr FactPart cases_part = {
    "part_case",
    "SELECT k.case_id, f.* FROM \"case\" k JOIN case_fact f ON f.case_key = k.record_key WHERE "
    "k.case_id IN (SELECT case_id FROM fact_row)",
    {"case"}};

// Satisfaction on the scale to 5. A survey that does not say what it asks asks for satisfaction.
#define AFTERCARE_ASKS_SATISFACTION "coalesce(r.question, 'csat') = 'csat'"

}  // namespace

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
       {"supplier", "VARCHAR", "coalesce(c.supplier, b.supplier, p.supplier)"},
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

}  // namespace aftercare::store::fact_parts
