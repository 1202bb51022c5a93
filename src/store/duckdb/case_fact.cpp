// The fact of cases: what messages, surveys, mails and earlier versions tell of each beside itself.

#include "store/duckdb/fact_parts.hpp"

namespace aftercare::store::fact_parts {
namespace {

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

#define AFTERCARE_FIRST_RESPONSE_BUSINESS             \
  "business_seconds(least(r.opened_at, m.asked_at), " \
  "coalesce(m.answered_at, r.first_response_at))"

#define AFTERCARE_RESOLUTION                                        \
  "CASE WHEN r.resolved_at >= least(r.opened_at, m.asked_at) THEN " \
  "(epoch_us(r.resolved_at) - epoch_us(least(r.opened_at, m.asked_at))) / 1e6 END"

// To the first end that any version tells; none where it is known only that it was opened again.
#define AFTERCARE_FIRST_RESOLUTION                                                       \
  "CASE WHEN r.reopened_at <= least(r.resolved_at, h.first_resolved_at) THEN NULL WHEN " \
  "least(r.resolved_at, h.first_resolved_at) >= least(r.opened_at, m.asked_at) THEN "    \
  "(epoch_us(least(r.resolved_at, h.first_resolved_at)) - epoch_us(least(r.opened_at, "  \
  "m.asked_at))) / 1e6 END"

#define AFTERCARE_RESOLUTION_BUSINESS \
  "business_seconds(least(r.opened_at, m.asked_at), r.resolved_at)"

// Of a case that took so many seconds, `business` of them business hours: a negative promise is one
// of business hours.
#define AFTERCARE_KEPT(promise, seconds, business)                                                \
  "CASE CASE WHEN " promise " < 0 THEN " business " <= -" promise " ELSE " seconds " <= " promise \
  " END WHEN true THEN 'met' WHEN false THEN 'missed' END"

// Due with what it was paused by, up to now.
#define AFTERCARE_ACTIVE_DUE                                           \
  "promise_due(least(r.opened_at, m.asked_at), r.resolution_promise, " \
  "coalesce(m.hold_seconds, 0)::DOUBLE, coalesce(m.hold_business_seconds, 0)::DOUBLE)"

constexpr std::string_view opened = "least(r.opened_at, m.asked_at)";
constexpr std::string_view opened_day = "local_day(least(r.opened_at, m.asked_at))";
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
    "FROM survey WHERE case_id IN (SELECT case_id FROM fact_row) GROUP BY case_id",
    {"survey"}};
#undef AFTERCARE_LAST_ANSWER

// What customer and agent said in turns: several messages in a row are one turn, and what bots say
// in between ends none. A wait is from a customer's turn after an agent's to the agent's next; the
// case is on hold from an agent's last message to the customer's next one, until it is resolved.
constexpr FactPart talk_part = {
    "part_talk",
    "SELECT case_id, "
    "count(*) FILTER (WHERE sender = 'agent' AND before = 'customer') AS replies, "
    "count(next_at) FILTER (WHERE sender = 'customer' AND before = 'agent') AS waits, "
    "sum(epoch_us(next_at) - epoch_us(sent_at)) FILTER (WHERE sender = 'customer' AND before = "
    "'agent') / 1e6 AS wait_seconds, "
    "sum(business_seconds(sent_at, next_at)) FILTER (WHERE sender = 'customer' AND before = "
    "'agent') AS wait_business_seconds, "
    "sum(epoch_us(least(sent_at, resolved_at)) - epoch_us(before_at)) FILTER (WHERE held) / 1e6 "
    "AS hold_seconds, "
    "sum(business_seconds(before_at, least(sent_at, resolved_at))) FILTER (WHERE held) AS "
    "hold_business_seconds, "
    "CASE WHEN arg_max(sender, place) = 'agent' THEN max(sent_at) END AS held_since FROM "
    "(SELECT case_id, sender, before, sent_at, before_at, resolved_at, place, sender = 'customer' "
    "AND before = 'agent' AND (resolved_at IS NULL OR before_at < resolved_at) AS held, "
    "lead(sent_at) OVER (PARTITION BY case_id ORDER BY place) AS next_at FROM "
    "(SELECT case_id, sender, sent_at, lag(sender) OVER said AS before, lag(sent_at) OVER said AS "
    "before_at, row_number() OVER said AS place FROM message WHERE sender IN ('customer', 'agent') "
    "AND sent_at IS NOT NULL AND case_id IN (SELECT case_id FROM fact_row) WINDOW said AS "
    "(PARTITION BY case_id ORDER BY sent_at, position, record_key)) LEFT JOIN (SELECT case_id, "
    "max(resolved_at) AS resolved_at FROM fact_row WHERE resolved_at IS NOT NULL GROUP BY case_id) "
    "USING (case_id) WHERE before IS DISTINCT FROM sender) GROUP BY case_id",
    {"message"}};

constexpr FactPart voices_part = {
    "part_voices",
    "SELECT case_id, coalesce(bool_or(sender = 'bot'), false) AS has_bot, "
    "coalesce(bool_or(sender = 'agent'), false) AS has_agent, "
    "count(knowledge_hit) FILTER (WHERE sender = 'bot') AS bot_questions, "
    "count(*) FILTER (WHERE sender = 'bot' AND knowledge_hit) AS bot_hits, "
    "count(DISTINCT agent_id) FILTER (WHERE sender = 'agent') AS agents, "
    "(epoch_us(max(sent_at) FILTER (WHERE sender = 'agent')) - epoch_us(min(sent_at) FILTER (WHERE "
    "sender = 'agent'))) / 1e6 AS engaged_seconds FROM message WHERE case_id IN (SELECT case_id "
    "FROM fact_row) GROUP BY case_id",
    {"message"}};

// Whether the shop kept what its agents promised by a time: until then the case was solved, an
// agent came back to it (later than a twentieth of the time promised: before that the same talk
// goes on), or goods that were promised were sent or delivered. One broken promise breaks the
// case's.
constexpr FactPart promise_part = {
    "part_promise",
    "SELECT case_id, count(*) AS promises, count(*) FILTER (WHERE NOT kept) AS broken, "
    "coalesce(min(due) FILTER (WHERE NOT kept), min(due)) AS due FROM "
    "(SELECT p.case_id, p.promise_due AS due, coalesce(bool_or(c.resolved_at > p.sent_at AND "
    "c.resolved_at <= p.promise_due), false) OR coalesce(bool_or(p.promise = 'goods' AND "
    "((c.shipped_at > p.sent_at AND c.shipped_at <= p.promise_due) OR (c.delivered_at > p.sent_at "
    "AND c.delivered_at <= p.promise_due))), false) OR count(a.sent_at) > 0 AS kept FROM message p "
    "JOIN (SELECT f.case_id, max(f.resolved_at) AS resolved_at, max(coalesce(o.shipped_at, "
    "s.shipped_at)) AS shipped_at, max(coalesce(o.delivered_at, s.delivered_at)) AS delivered_at "
    "FROM fact_row f LEFT JOIN part_order o ON o.order_id = f.order_id LEFT JOIN part_shipment s "
    "ON s.order_id = f.order_id WHERE f.case_id IS NOT NULL GROUP BY f.case_id) c ON c.case_id = "
    "p.case_id LEFT JOIN (SELECT case_id, sent_at FROM message WHERE sender = 'agent' AND sent_at "
    "IS NOT NULL AND case_id IN (SELECT case_id FROM fact_row)) a ON a.case_id = p.case_id AND "
    "a.sent_at <= p.promise_due AND epoch_us(a.sent_at) - epoch_us(p.sent_at) > "
    "(epoch_us(p.promise_due) - epoch_us(p.sent_at)) / 20 WHERE p.promise_due IS NOT NULL AND "
    "p.case_id IN (SELECT case_id FROM fact_row) GROUP BY p.record_key, p.case_id, p.promise_due) "
    "GROUP BY case_id",
    {"message"}};

// All that messages and surveys tell of a case in one table: each table that a fact joins holds
// memory of its own while the join runs, however few rows it has.
constexpr FactPart told_part = {
    "part_told",
    "SELECT case_id, asked_at, answered_at, replies, waits, wait_seconds, wait_business_seconds, "
    "hold_seconds, hold_business_seconds, held_since, has_bot, has_agent, bot_questions, bot_hits, "
    "agents, "
    "engaged_seconds, "
    "surveyed, answered, score, nps, ces, solved, promises, broken, due FROM "
    "part_voices FULL JOIN part_talk USING (case_id) FULL JOIN part_promise USING (case_id) FULL "
    "JOIN part_answered USING (case_id) "
    "FULL JOIN (SELECT *, true AS surveyed FROM part_score) USING (case_id)",
    {"message", "survey"},
    true};

// What earlier versions of a case tell: who had it, and whether it was open again after its end.
constexpr FactPart past_part = {
    "part_past",
    "SELECT record_key, count(DISTINCT agent_id) AS agents, coalesce(bool_or(ended AND NOT "
    "ended_after), false) AS reopened, min(resolved_at) AS first_resolved_at FROM "
    "(SELECT record_key, agent_id, resolved_at, ended, lead(ended) OVER (PARTITION BY record_key "
    "ORDER BY "
    "updated_at NULLS FIRST, commit_number) AS ended_after FROM "
    "(SELECT record_key, agent_id, resolved_at, status IN ('resolved', 'closed') AS ended, "
    "updated_at, commit_number FROM case_history WHERE record_key IN (SELECT record_key FROM "
    "fact_row) "
    "UNION ALL SELECT record_key, agent_id, resolved_at, status IN ('resolved', 'closed'), "
    "updated_at, commit_number FROM \"case\" WHERE record_key IN (SELECT record_key FROM "
    "case_history WHERE "
    "record_key IN (SELECT record_key FROM fact_row)))) GROUP BY record_key",
    {"case_history"}};

constexpr FactPart parcels_part = {"part_parcel",
                                   "SELECT record_key, shipment_id, carrier FROM shipment "
                                   "WHERE shipment_id IN (SELECT tracking_number FROM fact_row)",
                                   {"shipment"}};

// An e-mail case is put together out of mails that come in any file and order: it opens with the
// customer's first one, and the first of a person after that answers.
constexpr FactPart asked_part = {
    "part_asked",
    "SELECT case_id, min(sent_at) AS asked_at FROM message WHERE sender = 'customer' AND case_id "
    "IN "
    "(SELECT case_id FROM fact_row WHERE channel = 'email') GROUP BY case_id",
    {"message"}};
constexpr FactPart answered_part = {"part_answered",
                                    "SELECT a.case_id, min(a.asked_at) AS asked_at, min(m.sent_at) "
                                    "AS answered_at FROM part_asked a "
                                    "LEFT JOIN message m ON m.case_id = a.case_id AND m.sender = "
                                    "'agent' AND m.sent_at >= a.asked_at "
                                    "GROUP BY a.case_id",
                                    {"message"}};
}  // namespace

FactDefinition case_fact() {
  return {
      "case_fact",
      "case",
      "record_key, source, case_id, channel, kind, customer_id, order_id, product_id, agent_id, "
      "category, opened_at, first_response_at, resolved_at, closed_at, status, rating, topic, "
      "topic_group, component, sentiment, sentiment_score, severity, urgency, language, province, "
      "city, tracking_number, noise, reopened_at, first_contact, handle_seconds, rating_service, "
      "rating_logistics, first_response_promise(channel, severity, urgency) AS response_promise, "
      "resolution_promise(channel, severity, urgency) AS resolution_promise",
      {orders_part, shipments_part, items_part, only_products_part, customers_part, persons_part,
       scores_part, parcels_part, asked_part, answered_part, talk_part, voices_part, promise_part,
       told_part, past_part},
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
       {"supplier", "VARCHAR", "coalesce(b.supplier, p.supplier)"},
       {"agent_id", "VARCHAR", "r.agent_id"},
       {"agent", "VARCHAR", "coalesce(a.display_name, r.agent_id)"},
       {"team", "VARCHAR", "a.team"},
       {"opened_at", "TIMESTAMP", opened},
       {"opened_day", "DATE", opened_day},
       {"opened_hour", "BIGINT", "local_hour(least(r.opened_at, m.asked_at))"},
       {"resolved_day", "DATE", "local_day(r.resolved_at)"},
       {"closed_day", "DATE", "local_day(r.closed_at)"},
       {"first_response_seconds", "DOUBLE", AFTERCARE_FIRST_RESPONSE},
       {"first_response_business_seconds", "DOUBLE", AFTERCARE_FIRST_RESPONSE_BUSINESS},
       {"replied_same_day", "BOOLEAN",
        "local_day(coalesce(m.answered_at, r.first_response_at)) = "
        "local_day(least(r.opened_at, m.asked_at))"},
       {"resolution_seconds", "DOUBLE", AFTERCARE_RESOLUTION},
       {"first_resolution_seconds", "DOUBLE", AFTERCARE_FIRST_RESOLUTION},
       {"status", few_texts, "r.status"},
       {"resolution_business_seconds", "DOUBLE", AFTERCARE_RESOLUTION_BUSINESS},
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
       {"hold_seconds", "DOUBLE", "m.hold_seconds"},
       {"hold_business_seconds", "DOUBLE", "m.hold_business_seconds"},
       {"resolution_active_seconds", "DOUBLE",
        "(" AFTERCARE_RESOLUTION ") - coalesce(m.hold_seconds, 0)"},
       {"resolution_active_business_seconds", "DOUBLE",
        "(" AFTERCARE_RESOLUTION_BUSINESS ") - coalesce(m.hold_business_seconds, 0)"},
       {"sla_first_response", few_texts,
        "CASE WHEN r.response_promise IS NULL OR NOT (" AFTERCARE_EXPECTS_ANSWER
        ") THEN NULL WHEN coalesce(m.answered_at, r.first_response_at) >= least(r.opened_at, "
        "m.asked_at) THEN " AFTERCARE_KEPT(
            "r.response_promise", AFTERCARE_FIRST_RESPONSE,
            AFTERCARE_FIRST_RESPONSE_BUSINESS) " WHEN coalesce(m.answered_at, r.first_response_at) "
                                               "IS NULL AND m.has_agent IS NOT TRUE "
                                               "THEN 'missed' END"},
       {"sla_first_response_day", "DATE",
        "local_day(promise_due(least(r.opened_at, m.asked_at), r.response_promise, 0::DOUBLE, "
        "0::DOUBLE))"},
       {"sla_resolution", few_texts,
        "CASE WHEN r.resolution_promise IS NULL OR NOT (" AFTERCARE_EXPECTS_ANSWER
        ") THEN NULL WHEN r.resolved_at >= least(r.opened_at, m.asked_at) "
        "THEN " AFTERCARE_KEPT("r.resolution_promise", AFTERCARE_RESOLUTION,
                               AFTERCARE_RESOLUTION_BUSINESS) " WHEN " AFTERCARE_IS_OPEN
                                                              " THEN 'missed' END"},
       {"sla_resolution_day", "DATE",
        "local_day(promise_due(least(r.opened_at, m.asked_at), r.resolution_promise, 0::DOUBLE, "
        "0::DOUBLE))"},
       {"sla_resolution_active", few_texts,
        "CASE WHEN r.resolution_promise IS NULL OR NOT (" AFTERCARE_EXPECTS_ANSWER
        ") THEN NULL WHEN r.resolved_at >= least(r.opened_at, m.asked_at) "
        "THEN " AFTERCARE_KEPT(
            "r.resolution_promise", "(" AFTERCARE_RESOLUTION ") - coalesce(m.hold_seconds, 0)",
            AFTERCARE_RESOLUTION_BUSINESS
            " - coalesce(m.hold_business_seconds, 0)") " WHEN " AFTERCARE_IS_OPEN
                                                       " AND (m.held_since IS NULL OR m.held_since "
                                                       ">= " AFTERCARE_ACTIVE_DUE
                                                       ") THEN 'missed' END"},
       {"sla_resolution_active_day", "DATE", "local_day(" AFTERCARE_ACTIVE_DUE ")"},
       {"promises", "BIGINT", "m.promises"},
       {"promises_broken", "BIGINT", "m.broken"},
       {"promise_state", few_texts,
        "CASE WHEN m.broken > 0 THEN 'broken' WHEN m.promises > 0 THEN 'kept' END"},
       {"promise_due", "TIMESTAMP", "m.due"},
       {"promise_day", "DATE", "local_day(m.due)"},
       {"handle_seconds", "DOUBLE", "r.handle_seconds"},
       {"engaged_seconds", "DOUBLE", "m.engaged_seconds"},
       {"has_bot", "BOOLEAN", "m.has_bot"},
       {"has_agent", "BOOLEAN", "m.has_agent"},
       {"bot_questions", "BIGINT", "m.bot_questions"},
       {"bot_hits", "BIGINT", "m.bot_hits"},
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
       {"is_rating_surplus", "BOOLEAN", "false"},
       {"since_complaint_days", "DOUBLE", "NULL::DOUBLE"},
       {"next_contact_days", "DOUBLE", "NULL::DOUBLE"},
       {"noise", "VARCHAR", "r.noise"},
       {"is_noise", "BOOLEAN", AFTERCARE_IS_NOISE},
       {"service_cost", "DECIMAL(18,4)",
        "CASE WHEN NOT " AFTERCARE_IS_NOISE " THEN case_cost(r.channel, r.handle_seconds) END"},
       {"money_at_stake", "DOUBLE", "coalesce(o.paid_amount, o.amount, p.price)::DOUBLE"}},
      {order_join,
       shipment_join,
       only_product_join,
       product_join,
       item_join,
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
#undef AFTERCARE_ACTIVE_DUE
#undef AFTERCARE_KEPT
#undef AFTERCARE_FIRST_RESOLUTION
#undef AFTERCARE_RESOLUTION_BUSINESS
#undef AFTERCARE_RESOLUTION
#undef AFTERCARE_FIRST_RESPONSE_BUSINESS
#undef AFTERCARE_FIRST_RESPONSE
#undef AFTERCARE_IS_ABANDONED
#undef AFTERCARE_EXPECTS_ANSWER
#undef AFTERCARE_IS_OPEN
#undef AFTERCARE_IS_NOISE

}  // namespace aftercare::store::fact_parts
