#include "metric_sql.hpp"

namespace aftercare::scenario {

const std::map<std::string, std::string>& metric_sql() {
  static const auto all = [] {
    const std::string cases = "case_fact WHERE opened_day BETWEEN SINCE AND UNTIL";
    const std::string asked = cases + " AND expects_answer";
    const std::string orders = "order_fact WHERE ordered_day BETWEEN SINCE AND UNTIL";
    const std::string items = "order_item_fact WHERE ordered_day BETWEEN SINCE AND UNTIL";
    const std::string returns = "return_fact WHERE requested_day BETWEEN SINCE AND UNTIL";
    const std::string line = asked + " AND channel IN ('chat', 'phone')";
    const auto count = [](const std::string& from, const std::string& more = "") {
      return "SELECT count(*) FROM " + from + (more.empty() ? "" : " AND " + more);
    };
    const auto share = [](const std::string& from, const std::string& part, double scale = 100) {
      return "SELECT " + std::to_string(scale) + " * count(*) FILTER (WHERE " + part +
             ") / nullif(count(*), 0) FROM " + from;
    };
    const auto per = [](const std::string& above, const std::string& below) {
      return "SELECT 100.0 * (" + above + ") / nullif((" + below + "), 0)";
    };
    const auto quantile = [](const std::string& column, const std::string& level,
                             const std::string& from) {
      return "SELECT quantile_cont(" + column + ", " + level + ") FROM " + from;
    };
    const auto of = [](const std::string& what, const std::string& from) {
      return "SELECT " + what + " FROM " + from;
    };
    const auto answers = [](const std::string& question) {
      return "survey WHERE score IS NOT NULL AND coalesce(question, 'csat') = '" + question +
             "' AND CAST(coalesce(answered_at, sent_at) + INTERVAL 8 HOUR AS DATE) BETWEEN SINCE "
             "AND UNTIL";
    };
    const std::string scores =
        "(SELECT score * 5 / coalesce(scale, 5) AS score FROM " + answers("csat") + ") WHERE true";
    const std::string complaints = count(cases, "is_complaint");
    const std::string delivered = count(orders, "is_delivered");
    const std::string not_noise = cases + " AND NOT is_noise";
    const std::string scored = not_noise + " AND sentiment IN ('positive', 'neutral', 'negative')";
    const std::string solved = asked + " AND is_solved";
    const std::string talked = asked + " AND waits >= 1";
    const std::string reviews = not_noise + " AND channel = 'review'";
    // Ranked here over all reviews, whatever is asked of them.
    const std::string platform_scores =
        reviews +
        " AND (person_id IS NULL OR rating IS NULL OR (SELECT count(*) FROM case_fact r WHERE "
        "r.person_id = case_fact.person_id AND r.shop = case_fact.shop AND r.channel = 'review' "
        "AND r.rating IS NOT NULL AND NOT r.is_noise AND date_trunc('month', r.opened_day) = "
        "date_trunc('month', case_fact.opened_day) AND (r.opened_at, r.case_key) < "
        "(case_fact.opened_at, case_fact.case_key)) < 3)";
    const std::string first_same =
        "SELECT c.*, (SELECT min(d.opened_at) FROM case_fact d WHERE d.person_id = c.person_id AND "
        "d.topic = c.topic AND NOT d.is_noise AND d.opened_at > c.opened_at) AS next_at FROM "
        "case_fact c WHERE NOT c.is_noise AND c.customer_id IS NOT NULL AND c.topic IS NOT NULL "
        "AND "
        "c.opened_day BETWEEN SINCE AND UNTIL AND c.opened_day <= LAST - ";
    const auto no_contact = [&](const std::string& days) {
      return "SELECT 100.0 * count(*) FILTER (WHERE next_at IS NULL OR epoch_us(next_at) - "
             "epoch_us(opened_at) > " +
             days + " * 864e8) / nullif(count(*), 0) FROM (" + first_same + days + ")";
    };
    const auto repeated = [&](const std::string& days) {
      return "SELECT 100.0 * count(DISTINCT person_id) FILTER (WHERE again) / "
             "nullif(count(DISTINCT "
             "person_id), 0) FROM (SELECT c.person_id, EXISTS (SELECT 1 FROM case_fact d WHERE "
             "d.is_complaint AND d.person_id = c.person_id AND d.topic = c.topic AND d.opened_at < "
             "c.opened_at AND epoch_us(c.opened_at) - epoch_us(d.opened_at) <= " +
             days +
             " * 864e8) AS again FROM case_fact c WHERE c.is_complaint AND c.opened_day "
             "BETWEEN SINCE AND UNTIL)";
    };
    // On records alone, by the shipped clocks: what opened, was answered, was solved, and the talk.
    const std::string promised =
        "(SELECT c.case_id, c.channel, c.status, c.opened_at, c.first_response_at AS answered_at, "
        "c.resolved_at, c.closed_at, f.first_response_seconds AS waited, "
        "f.first_response_business_seconds AS waited_open, f.resolution_seconds AS took, "
        "f.resolution_business_seconds AS took_open, f.has_agent, f.is_open, f.hold_seconds, "
        "f.sla_first_response_day AS answer_day, f.sla_resolution_day AS solution_day, "
        "f.sla_resolution_active_day AS active_day, f.sla_resolution_active AS active, "
        "CASE WHEN c.channel = 'return' THEN NULL WHEN c.severity >= 3 THEN 3600 WHEN c.channel IN "
        "('chat', 'phone') THEN 300 WHEN "
        "c.channel = 'complaint' THEN 86400 WHEN c.severity >= 2 THEN -14400 WHEN c.channel IN "
        "('email', 'ticket') THEN -28800 END AS answer_in, CASE WHEN c.channel = 'return' THEN "
        "864000 WHEN c.severity >= 3 OR "
        "c.channel IN ('chat', 'phone') THEN 86400 WHEN c.channel = 'complaint' THEN 259200 WHEN "
        "c.severity >= 2 THEN -64800 WHEN c.channel IN ('email', 'ticket') THEN -97200 "
        "END AS solve_in FROM \"case\" c JOIN case_fact f ON f.case_key = c.record_key WHERE "
        "f.expects_answer) WHERE ";
    const auto due = [&](const std::string& day) {
      return promised + day + " BETWEEN SINCE AND UNTIL AND " + day + " <= LAST - 1";
    };
    const std::string answers_due =
        due("answer_day") +
        " AND answer_in IS NOT NULL AND (waited IS NOT NULL OR (answered_at IS NULL AND has_agent "
        "IS NOT TRUE))";
    const std::string answered_in_time =
        "coalesce(CASE WHEN answer_in < 0 THEN waited_open <= -answer_in ELSE waited <= answer_in "
        "END, false)";
    const std::string solutions_due =
        due("solution_day") + " AND solve_in IS NOT NULL AND (took IS NOT NULL OR is_open)";
    const std::string solved_in_time =
        "coalesce(CASE WHEN solve_in < 0 THEN took_open <= -solve_in ELSE took <= solve_in END, "
        "false)";
    const std::string held =
        "(SELECT m.case_id, sum(epoch_us(least(m.sent_at, c.resolved_at)) - epoch_us(before_at)) / "
        "1e6 AS held, any_value(f.hold_business_seconds) AS held_open FROM (SELECT case_id, "
        "sender, sent_at, lag(sender) OVER said AS before, "
        "lag(sent_at) OVER said AS before_at FROM message WHERE sender IN ('customer', 'agent') "
        "AND sent_at IS NOT NULL WINDOW said AS (PARTITION BY case_id ORDER BY sent_at, position, "
        "record_key)) m JOIN \"case\" c ON c.case_id = m.case_id JOIN case_fact f ON f.case_key = "
        "c.record_key WHERE sender = 'customer' AND before = 'agent' AND (c.resolved_at IS NULL OR "
        "before_at < c.resolved_at) AND f.expects_answer AND f.opened_day BETWEEN SINCE AND UNTIL "
        "GROUP BY 1)";
    // On records alone: what was promised by when, and what was done until then.
    const std::string promised_by =
        "(SELECT case_id, CAST(coalesce(min(due) FILTER (WHERE NOT kept), min(due)) + INTERVAL 8 "
        "HOUR AS DATE) AS due_day, bool_and(kept) AS all_kept FROM (SELECT m.case_id, "
        "m.promise_due AS due, coalesce(c.resolved_at > m.sent_at AND c.resolved_at <= "
        "m.promise_due, false) OR EXISTS (SELECT 1 FROM message a WHERE a.case_id = m.case_id AND "
        "a.sender = 'agent' AND a.sent_at <= m.promise_due AND 20 * (epoch_us(a.sent_at) - "
        "epoch_us(m.sent_at)) > epoch_us(m.promise_due) - epoch_us(m.sent_at)) OR (m.promise = "
        "'goods' AND EXISTS (SELECT 1 FROM \"order\" o WHERE o.order_id = c.order_id AND "
        "((o.shipped_at > m.sent_at AND o.shipped_at <= m.promise_due) OR (o.delivered_at > "
        "m.sent_at AND o.delivered_at <= m.promise_due)))) AS kept FROM message m JOIN \"case\" c "
        "ON c.case_id = m.case_id WHERE m.promise_due IS NOT NULL) GROUP BY 1) WHERE due_day "
        "BETWEEN SINCE AND UNTIL AND due_day <= LAST - 1";
    std::map<std::string, std::string> sql{
        {"promise_kept_rate", share(promised_by, "all_kept")},
        {"broken_promise_cases", count(promised_by, "NOT all_kept")},
        {"sla_first_response_rate", share(answers_due, answered_in_time)},
        {"sla_resolution_rate", share(solutions_due, solved_in_time)},
        {"sla_resolution_active_rate",
         share(due("active_day") + " AND active IS NOT NULL", "active = 'met'")},
        {"sla_first_response_missed", count(answers_due, "NOT " + answered_in_time)},
        {"sla_resolution_missed", count(solutions_due, "NOT " + solved_in_time)},
        {"hold_time_mean", of("avg(held)", held)},
        {"hold_time_median", quantile("held", "0.5", held)},
        {"hold_time_mean_business", of("avg(held_open)", held)},
        {"hold_time_median_business", quantile("held_open", "0.5", held)},
        {"resolution_active_business",
         quantile("resolution_business_seconds - coalesce(hold_business_seconds, 0)", "0.5",
                  asked)},
        {"resolution_active_median",
         quantile("resolution_seconds - coalesce(hold_seconds, 0)", "0.5", asked)},
        {"cases",
         "SELECT count(*) FROM \"case\" r JOIN case_fact f ON f.case_key = r.record_key "
         "WHERE f.opened_day BETWEEN SINCE AND UNTIL"},
        {"complaints", complaints},
        {"noise_cases", count(cases, "is_noise")},
        {"orders",
         "SELECT count(*) FROM \"order\" WHERE CAST(ordered_at + INTERVAL 8 HOUR AS DATE) "
         "BETWEEN SINCE AND UNTIL"},
        {"delivered_orders", delivered},
        {"complaint_rate", per(complaints, count(orders))},
        {"return_rate", share(orders + " AND is_delivered", "is_returned")},
        {"returns",
         "SELECT count(*) FROM \"return\" WHERE CAST(requested_at + INTERVAL 8 HOUR AS "
         "DATE) BETWEEN SINCE AND UNTIL"},
        {"refund_amount", of("sum(refund_amount)", orders + " AND is_refunded")},
        {"refunded_orders", count(orders, "is_refunded")},
        {"sales", of("sum(paid_amount)", orders + " AND is_paid")},
        {"late_share",
         share(orders + " AND delivered_late IN ('late', 'on_time')", "delivered_late = 'late'")},
        {"csat", share(scores, "score >= 4")},
        {"csat_by_case", share(cases + " AND survey_score IS NOT NULL", "survey_score >= 4")},
        {"rated", count(not_noise, "rating IS NOT NULL")},
        {"avg_rating", of("avg(rating)", not_noise)},
        {"negative_share", share(scored, "sentiment = 'negative'")},
        {"first_response_median", quantile("first_response_seconds", "0.5", asked)},
        {"first_response_p90", quantile("first_response_seconds", "0.9", asked)},
        {"resolution_median", quantile("resolution_seconds", "0.5", asked)},
        {"resolution_p90", quantile("resolution_seconds", "0.9", asked)},
        {"backlog_age_mean",
         "SELECT 86400.0 * avg(UNTIL - opened_day) FROM case_fact WHERE expects_answer AND "
         "opened_day <= UNTIL AND (is_open OR coalesce(resolved_day, closed_day) > UNTIL)"},
        {"backlog",
         "SELECT count(*) FROM case_fact WHERE expects_answer AND opened_day <= UNTIL AND (is_open "
         "OR "
         "(coalesce(resolved_day, closed_day) > UNTIL))"},
        {"repeat_complaint_rate", repeated("30")},
        {"contact_rate", per(count(cases), count(orders))},
        {"complaint_rate_by_order_date", per("SELECT count(*) FROM case_fact WHERE is_complaint "
                                             "AND ordered_day BETWEEN SINCE AND UNTIL",
                                             count(orders))},
        {"complaint_share", share(not_noise, "is_complaint")},
        {"severe_complaints", count(cases, "is_complaint AND severity >= 2")},
        {"money_at_stake", of("coalesce(sum(money_at_stake), 0)", cases + " AND is_complaint")},
        {"first_time_share", share(cases + " AND is_complaint", "NOT is_repeat")},
        {"survey_answers", count(scores)},
        {"csat_from_3", share(scores, "score >= 3")},
        {"csat_5", share(scores, "score >= 5")},
        {"avg_survey_score", of("avg(score)", scores)},
        {"bad_rating_share", share(not_noise + " AND rating IS NOT NULL", "rating <= 2")},
        {"good_rating_share", share(not_noise + " AND rating IS NOT NULL", "rating >= 4")},
        {"reply_rate", share(asked, "first_response_seconds IS NOT NULL")},
        {"first_response_in_1h", share(asked, "first_response_seconds <= 3600")},
        {"resolved_in_3d", share(asked, "resolution_seconds <= 259200")},
        {"refund_only_share",
         share(returns + " AND return_kind IS NOT NULL", "return_kind = 'refund_only'")},
        {"avg_order_value", of("avg(paid_amount)", orders + " AND is_paid")},
        {"quality_complaint_rate",
         per(count(cases, "is_complaint AND topic_group = 'product_quality'"), delivered)},
        {"damage_rate", per(count(cases,
                                  "is_complaint AND topic IN ('product_quality.damaged', "
                                  "'logistics.packaging')"),
                            delivered)},
        {"first_response_business", quantile("first_response_business_seconds", "0.5", asked)},
        {"first_response_business_p90", quantile("first_response_business_seconds", "0.9", asked)},
        {"resolution_business", quantile("resolution_business_seconds", "0.5", asked)},
        {"resolution_business_p90", quantile("resolution_business_seconds", "0.9", asked)},
        {"first_response_mean", of("avg(first_response_seconds)", asked)},
        {"first_response_same_day",
         of("avg(first_response_seconds)",
            asked + " AND CAST(opened_at + INTERVAL 8 HOUR AS DATE) = CAST(opened_at + INTERVAL 8 "
                    "HOUR + to_microseconds(CAST(first_response_seconds * 1e6 AS BIGINT)) AS "
                    "DATE)")},
        {"first_resolution_median",
         of("quantile_cont((epoch_us(ended) - epoch_us(opened_at)) / 1e6, 0.5)",
            "(SELECT f.*, least(c.resolved_at, (SELECT min(h.resolved_at) FROM case_history h "
            "WHERE "
            "h.record_key = c.record_key)) AS ended, c.reopened_at FROM case_fact f JOIN \"case\" "
            "c "
            "ON c.record_key = f.case_key) WHERE opened_day BETWEEN SINCE AND UNTIL AND "
            "expects_answer AND ended >= opened_at AND (reopened_at IS NULL OR reopened_at > "
            "ended)")},
        {"later_wait_per_case", of("sum(wait_seconds) / nullif(count(*), 0)",
                                   asked + " AND first_response_seconds IS NOT NULL")},
        {"requester_wait_mean", of("avg(first_response_seconds) + sum(wait_seconds) / count(*)",
                                   asked + " AND first_response_seconds IS NOT NULL")},
        {"next_reply_mean", of("sum(wait_seconds) / nullif(sum(waits), 0)", talked)},
        {"next_reply_mean_business",
         of("sum(wait_business_seconds) / nullif(sum(waits), 0)", talked)},
        {"next_reply_median", quantile("wait_seconds / waits", "0.5", talked)},
        {"next_reply_median_business", quantile("wait_business_seconds / waits", "0.5", talked)},
        {"handle_time_mean", of("avg(handle_seconds)", not_noise)},
        {"chat_engaged_median",
         quantile("engaged_seconds", "0.5", not_noise + " AND channel = 'chat'")},
        {"one_touch_rate", share(solved + " AND agent_replies IS NOT NULL", "agent_replies <= 1")},
        {"reopen_rate", share(solved, "is_reopened")},
        {"reassignment_rate", share(asked + " AND agents >= 1", "agents >= 2")},
        {"bot_transfer_rate", share(asked + " AND has_bot", "has_agent")},
        {"bot_hit_rate",
         "SELECT 100.0 * avg(m.knowledge_hit::INT) FROM message m JOIN \"case\" c ON c.case_id = "
         "m.case_id JOIN case_fact f ON f.case_key = c.record_key WHERE m.sender = 'bot' AND "
         "f.expects_answer AND f.opened_day BETWEEN SINCE AND UNTIL"},
        {"bot_self_solve_rate", share(asked + " AND has_bot", "is_solved AND NOT has_agent")},
        {"abandoned_contacts", count(line, "is_abandoned")},
        {"abandon_rate", share(line, "is_abandoned")},
        {"service_level_30s", share(line, "first_response_seconds <= 30")},
        {"service_level_30s_ignoring",
         share(line + " AND NOT is_abandoned", "first_response_seconds <= 30")},
        {"service_level_30s_for", share(line, "is_abandoned OR first_response_seconds <= 30")},
        {"fcr_flagged",
         share(not_noise + " AND first_contact IS NOT NULL", "first_contact = 'yes'")},
        {"fcr_survey",
         share(not_noise + " AND survey_solved IS NOT NULL", "survey_solved = 'yes'")},
        {"fcr_no_contact_7d", no_contact("7")},
        {"fcr_no_contact_30d", no_contact("30")},
        {"complaining_customers", of("count(DISTINCT person_id)", cases + " AND is_complaint")},
        {"repeat_complaint_rate_7d", repeated("7")},
        {"complaint_rate_matured_30d",
         per("SELECT count(*) FROM case_fact WHERE is_complaint AND ordered_day BETWEEN SINCE AND "
             "least(UNTIL, LAST - 30) AND opened_day - ordered_day <= 30",
             "SELECT count(*) FROM order_fact WHERE ordered_day BETWEEN SINCE AND least(UNTIL, "
             "LAST - "
             "30)")},
        {"participation_rate",
         share("survey WHERE CAST(coalesce(sent_at, answered_at) + INTERVAL 8 HOUR AS DATE) "
               "BETWEEN SINCE AND UNTIL",
               "score IS NOT NULL OR solved IS NOT NULL")},
        {"participation_by_case",
         "SELECT 100.0 * count(*) FILTER (WHERE answered > 0) / nullif(count(*), 0) FROM (SELECT "
         "f.case_key, count(s.score) AS answered FROM case_fact f JOIN \"case\" c ON c.record_key "
         "= "
         "f.case_key JOIN survey s ON s.case_id = c.case_id WHERE f.opened_day BETWEEN SINCE AND "
         "UNTIL "
         "GROUP BY 1)"},
        {"nps", of("avg(CASE WHEN score >= 9 THEN 100 WHEN score >= 7 THEN 0 ELSE -100 END)",
                   answers("nps"))},
        {"ces", of("avg(score)", answers("ces"))},
        {"ces_share_5", share(answers("ces"), "score >= 5")},
        {"dsr_description", of("avg(rating)", platform_scores)},
        {"dsr_service", of("avg(rating_service)", platform_scores)},
        {"dsr_logistics", of("avg(rating_logistics)", platform_scores)},
        {"dsr_description_all", of("avg(rating)", reviews)},
        {"dsr_service_all", of("avg(rating_service)", reviews)},
        {"dsr_logistics_all", of("avg(rating_logistics)", reviews)},
        {"share_of_voice", share(not_noise + " AND topic IS NOT NULL", "true")},
        {"refund_rate", share(orders + " AND is_delivered", "is_refunded")},
        {"returned_units", of("coalesce(sum(quantity), 0)", returns + " AND is_accepted")},
        {"delivered_units", of("coalesce(sum(quantity), 0)", items + " AND is_delivered")},
        {"unit_return_rate", per(of("sum(quantity)", returns + " AND is_accepted"),
                                 of("sum(quantity)", items + " AND is_delivered"))},
        {"dispute_rate", share(returns + " AND dispute IS NOT NULL", "dispute = 'yes'")},
        {"before_shipping_share",
         share(returns + " AND before_shipping IS NOT NULL", "before_shipping")},
        {"refund_time_median",
         "SELECT quantile_cont((epoch_us(refunded_at) - epoch_us(requested_at)) / 1e6, 0.5) FROM "
         "\"return\" WHERE refunded_at >= requested_at AND CAST(requested_at + INTERVAL 8 HOUR AS "
         "DATE) BETWEEN SINCE AND UNTIL"},
        {"delivery_time_mean", of("avg(delivery_seconds)", orders)},
    };
    // By the shipped standards, on records.
    const std::string minutes_or_contact =
        "CASE WHEN c.handle_seconds IS NOT NULL THEN c.handle_seconds / 60.0 * 0.6 ELSE "
        "CASE c.channel WHEN 'chat' THEN 3 WHEN 'phone' THEN 6 WHEN 'email' THEN 5 WHEN 'ticket' "
        "THEN 5 WHEN 'social' THEN 3 WHEN 'review' THEN 1 WHEN 'return' THEN 4 WHEN 'complaint' "
        "THEN 40 END END";
    const std::string costed =
        "(SELECT round(" + minutes_or_contact +
        ", 4) AS cost, f.is_complaint, f.topic_group FROM \"case\" c JOIN case_fact f ON "
        "f.case_key "
        "= c.record_key WHERE NOT f.is_noise AND f.opened_day BETWEEN SINCE AND UNTIL) WHERE cost "
        "IS NOT NULL";
    sql["service_cost"] = of("coalesce(sum(cost), 0)", costed);
    sql["cost_per_case"] = of("avg(cost)", costed);
    sql["quality_service_cost"] = of(
        "coalesce(sum(cost), 0)", costed + " AND is_complaint AND topic_group = 'product_quality'");
    sql["return_parcel_cost"] =
        "SELECT 10 * count(*) FROM \"return\" WHERE CAST(requested_at + INTERVAL 8 HOUR AS DATE) "
        "BETWEEN SINCE AND UNTIL AND return_kind IN ('return_refund', 'exchange', 'repair') AND "
        "(received_at IS NOT NULL OR status IN ('returning', 'received', 'refunded', 'completed')) "
        "AND coalesce(status, '') NOT IN ('rejected', 'cancelled')";
    sql["after_sales_cost"] = "SELECT (" + sql["refund_amount"] + ") + (" + sql["service_cost"] +
                              ") + (" + sql["return_parcel_cost"] + ")";
    sql["cost_per_order"] =
        "SELECT (" + sql["after_sales_cost"] + ") / nullif((" + sql["orders"] + "), 0)";
    sql["service_cost_per_order"] =
        "SELECT (" + sql["service_cost"] + ") / nullif((" + sql["orders"] + "), 0)";
    sql["sla_breaches"] = "SELECT (" + sql["sla_first_response_missed"] + ") + (" +
                          sql["sla_resolution_missed"] + ")";
    sql["net_sales"] = "SELECT (" + sql["sales"] + ") - (" + sql["refund_amount"] + ")";
    sql["refund_money_share"] = per(sql["refund_amount"], sql["sales"]);
    sql["refund_per_order"] =
        "SELECT (" + sql["refund_amount"] + ") / nullif((" + sql["orders"] + "), 0)";
    sql["money_at_stake_per_complaint"] =
        "SELECT (" + sql["money_at_stake"] + ") / nullif((" + complaints + "), 0)";
    return sql;
  }();
  return all;
}

}  // namespace aftercare::scenario
