// A shop small enough to count by hand, in a real DuckDB: the tests' numbers come from these rows.

#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "metrics/answer.hpp"
#include "metrics/model.hpp"
#include "place/own_engine.hpp"
#include "records/dictionary.hpp"
#include "store/duckdb/fact_definition.hpp"

namespace aftercare::metrics {

/// The shipped definitions.
inline const Model& shipped_model() {
  static const Model model = [] {
    const auto dictionary = records::Dictionary::load({});
    if (!dictionary) throw std::runtime_error(dictionary.error().message);
    auto loaded = Model::load({}, *dictionary);
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return std::move(*loaded);
  }();
  return model;
}

/// Facts in a database of their own; counts the queries it answers.
class SmallShop : public store::OwnEngine {
 public:
  SmallShop() {
    execute(
        "CREATE TABLE product (product_id VARCHAR, components VARCHAR); CREATE MACRO "
        "part_code(name) AS name");
    for (const auto& fact : store::fact_definitions()) execute(store::create_fact_sql(fact));
  }

  base::Result<store::Frame> run(const store::Query& query,
                                 const records::Viewer& viewer) const override {
    ++queries;
    return OwnEngine::run(query, viewer);
  }

  void fill() {
    // Mondays are March 2 and 9. c7 has no day; c8 ended before it began; c9 ended, nobody knows
    // when.
    execute(R"(INSERT INTO case_fact BY NAME SELECT *, customer_id AS person_id FROM (VALUES
  ('c1','chat',  'complaint', true, true, 'A','fan',   'logistics.late',2,'negative',  '2026-03-02','2026-03-03','2026-03-04',false,  60.0, 86400.0,NULL,5.0, '广东',false),
  ('c2','chat',  'complaint', true, true, 'A','fan',   'logistics.late',3,'negative',  '2026-03-03',NULL,        NULL,        true,  120.0,    NULL,NULL,NULL,'广东',true),
  ('c3','email', 'after_sale',false,true, 'B','kettle','refund_return.refund',1,'neutral','2026-03-03','2026-03-05',NULL,     false, 300.0,172800.0,NULL,3.0, '湖南',false),
  ('c4','review','praise',    false,false,'C','kettle','praise.product',0,'positive',  '2026-03-05',NULL,        NULL,        true,   NULL,    NULL,5.0, NULL,NULL,  false),
  ('c5','review','complaint', true, false,'B','fan',   'product_quality.defect',2,'negative','2026-03-05',NULL,   NULL,        true,   NULL,    NULL,1.0, NULL,'广东',false),
  ('c6','phone', 'after_sale',false,true, 'D',NULL,    NULL,            1,'unscored',  '2026-03-09',NULL,        '2026-03-09',false,  NULL,    NULL,NULL,NULL,'湖南',false),
  ('c7','review',NULL,        false,false,NULL,NULL,   NULL,            0,'positive',  NULL,        NULL,        NULL,        true,   NULL,    NULL,4.0, NULL,NULL,  false),
  ('c8','ticket','after_sale',false,true, 'D',NULL,    NULL,            1,'neutral',   '2026-03-05','2026-03-04',NULL,        false, 600.0,    NULL,NULL,NULL,'湖南',false),
  ('c9','ticket','after_sale',false,true, 'E',NULL,    NULL,            1,'unscored',  '2026-03-02',NULL,        NULL,        false,  NULL,    NULL,NULL,NULL,'湖南',false)
) t(case_key,channel,kind,is_complaint,expects_answer,customer_id,product,topic,severity,sentiment,opened_day,resolved_day,closed_day,is_open,first_response_seconds,resolution_seconds,rating,survey_score,province,is_repeat))");
    execute(
        "UPDATE case_fact SET opened_at = opened_day::TIMESTAMP, is_noise = false, "
        "is_rating_surplus = false");
    execute(R"(INSERT INTO order_fact BY NAME SELECT * FROM (VALUES
  ('o1','A','2026-03-01', 100.0, 100.0,30.0,true, true, true, true, '广东','late',       'completed'),
  ('o2','B','2026-03-02', 200.5, 200.5,NULL,true, false,true, false,'湖南','on_time',    'completed'),
  ('o3','C','2026-03-05',  50.0,  50.0,NULL,true, false,false,false,NULL,  'undelivered','shipped'),
  ('o4','D','2026-03-05',  70.0,  NULL,NULL,false,false,false,false,'湖南','undelivered','cancelled'),
  ('o5','B','2026-03-09',  80.0,  80.0,80.0,true, true, true, true, '湖南','on_time',    'completed')
) t(order_key,customer_id,ordered_day,amount,paid_amount,refund_amount,is_paid,is_refunded,is_delivered,is_returned,province,delivered_late,status))");
    // How the cases were handled: c6 hung up; c3 was opened again; c2 had two agents.
    execute(
        "UPDATE case_fact SET is_solved = case_key IN ('c1', 'c3', 'c8'), is_reopened = case_key = "
        "'c3', is_abandoned = case_key = 'c6', survey_sent = case_key IN ('c1', 'c2', 'c3'), "
        "survey_answered = case_key IN ('c1', 'c3'), agents = CASE WHEN case_key = 'c2' THEN 2 "
        "WHEN case_key IN ('c1', 'c3', 'c8') THEN 1 ELSE 0 END, served_seconds = CASE WHEN "
        "case_key = 'c6' THEN 0 ELSE first_response_seconds END");
    execute(
        R"(UPDATE case_fact SET first_response_business_seconds = t.a, resolution_business_seconds = t.b,
  agent_replies = t.c, waits = t.d, wait_seconds = t.e, wait_business_seconds = t.f, next_reply_seconds = t.e / t.d,
  next_reply_business_seconds = t.f / t.d, engaged_seconds = t.g, has_bot = t.h, has_agent = t.i, first_contact = t.j,
  survey_solved = t.k, nps_points = t.l, ces_score = t.m, handle_seconds = t.n FROM (VALUES
  ('c1',  30.0, 3600.0, 1, 2, 120.0,  60.0, 300.0, true,  true, 'yes', 'yes',  100.0, 6.0,  NULL),
  ('c2',  NULL, NULL,   3, 1, 300.0, 300.0, 900.0, false, true, 'no',  NULL,   NULL,  NULL, NULL),
  ('c3', 150.0, 7200.0, 2, NULL, NULL, NULL, NULL, false, true, NULL,  'no',  -100.0, NULL, NULL),
  ('c8',  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,  NULL,   NULL,  NULL, 240.0),
  ('c9',  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,  NULL,   NULL,  NULL, 360.0)
) t(key,a,b,c,d,e,f,g,h,i,j,k,l,m,n) WHERE case_key = t.key)");
    execute("UPDATE case_fact SET bot_questions = 3, bot_hits = 2 WHERE case_key = 'c1'");
    // What was promised: c9 falls due on the last day of the data, and after it.
    execute(
        R"(UPDATE case_fact SET sla_first_response = t.a, sla_first_response_day = t.b::DATE, sla_resolution = t.c,
  sla_resolution_day = t.d::DATE, sla_resolution_active = t.e, sla_resolution_active_day = t.f::DATE, hold_seconds = t.g,
  hold_business_seconds = t.g / 2, resolution_active_business_seconds = resolution_business_seconds - coalesce(t.g / 2, 0),
  resolution_active_seconds = resolution_seconds - coalesce(t.g, 0) FROM (VALUES
  ('c1', 'met',    '2026-03-02', 'missed', '2026-03-03', 'met',    '2026-03-04', 3600.0),
  ('c2', 'met',    '2026-03-03', 'missed', '2026-03-04', 'missed', '2026-03-04', NULL),
  ('c3', 'missed', '2026-03-03', 'met',    '2026-03-06', 'met',    '2026-03-06', 7200.0),
  ('c8', 'missed', '2026-03-05', NULL,     '2026-03-06', NULL,     '2026-03-06', NULL),
  ('c9', 'missed', '2026-03-09', 'missed', '2026-03-10', 'missed', '2026-03-10', NULL)
) t(key,a,b,c,d,e,f,g) WHERE case_key = t.key)");
    // What agents promised: c3 broke it; c9's falls due on the last day of the data.
    execute(
        R"(UPDATE case_fact SET promises = 1, promise_state = t.a, promise_day = t.b::DATE FROM (VALUES
  ('c1', 'kept',   '2026-03-03'), ('c2', 'kept', '2026-03-04'), ('c3', 'broken', '2026-03-05'),
  ('c9', 'broken', '2026-03-10')) t(key,a,b) WHERE case_key = t.key)");
    // What the cases and the return cost; c9's is not known.
    execute(
        "UPDATE case_fact SET service_cost = CASE case_key WHEN 'c3' THEN 5.5 WHEN 'c5' THEN 1 "
        "WHEN 'c9' THEN NULL ELSE 3 END");
    // c3 was opened again after a day; c8's answer came on the next one.
    execute(
        "UPDATE case_fact SET first_resolution_seconds = CASE case_key WHEN 'c3' THEN 43200 ELSE "
        "resolution_seconds END, replied_same_day = case_key <> 'c8'");
    // As if c5 were the fourth review of its buyer in the month.
    execute("UPDATE case_fact SET is_rating_surplus = case_key = 'c5'");
    execute("UPDATE case_fact SET next_contact_days = 1 WHERE case_key = 'c1'");
    // A survey went to c1, c2 and c3; c2 did not answer.
    execute(
        "INSERT INTO survey_fact BY NAME SELECT 's' || case_key AS survey_key, opened_day AS "
        "sent_day, opened_day AS answered_day, survey_answered AS is_answered, survey_score, "
        "nps_points, ces_score, survey_solved, case_key, customer_id, person_id, channel, kind, "
        "topic, severity, sentiment, product, province FROM case_fact WHERE survey_sent");
    execute("UPDATE case_fact SET since_complaint_days = 1 WHERE case_key = 'c2'");
    execute(
        "UPDATE case_fact SET rating_service = CASE case_key WHEN 'c4' THEN 4 WHEN 'c5' THEN 5 "
        "END, "
        "rating_logistics = CASE case_key WHEN 'c5' THEN 3 END");
    execute("UPDATE order_fact SET ordered_at = ordered_day::TIMESTAMP");
    // o2 holds the kettle in two lines; o4 holds nothing; o5's refund names no product.
    execute(R"(INSERT INTO order_item_fact BY NAME SELECT * FROM (VALUES
  ('i1','o1','fan',   '2026-03-01','广东',true, true, 30.0,'late'),
  ('i2','o1','kettle','2026-03-01','广东',true, false,NULL,'late'),
  ('i3','o2','kettle','2026-03-02','湖南',true, false,NULL,'on_time'),
  ('i4','o2','kettle','2026-03-02','湖南',true, false,NULL,'on_time'),
  ('i5','o3','fan',   '2026-03-05',NULL,  false,false,NULL,'undelivered'),
  ('i6','o5','fan',   '2026-03-09','湖南',true, true, NULL,'on_time')
) t(item_key,order_key,product,ordered_day,province,is_delivered,is_returned,refund_amount,delivered_late))");
    execute(
        "UPDATE order_fact SET delivery_seconds = CASE order_key WHEN 'o1' THEN 3600 WHEN 'o2' "
        "THEN 7200 END");
    execute("UPDATE order_item_fact SET quantity = 1, product_id = product");
    execute("INSERT INTO product VALUES ('fan', 'battery|motor'), ('kettle', 'battery|lid')");
    execute("UPDATE case_fact SET component = 'motor' WHERE case_key = 'c5'");
    execute(R"(INSERT INTO return_fact BY NAME SELECT * FROM (VALUES
  ('r1','o1','fan','return_refund','坏了','2026-03-06'::DATE,30.0)
) t(return_key,order_key,product,return_kind,reason,requested_day,refund_amount))");
    execute(
        "UPDATE return_fact SET quantity = 2, is_accepted = true, dispute = 'yes', "
        "before_shipping = false, refund_seconds = 86400, parcel_cost = 10");
  }

  mutable int queries = 0;
};

inline std::unique_ptr<SmallShop> filled_shop() {
  auto shop = std::make_unique<SmallShop>();
  shop->fill();
  return shop;
}

inline Question question_of(std::vector<std::string> metrics, std::vector<std::string> by = {},
                            std::vector<Filter> where = {}) {
  Question question;
  question.metrics = std::move(metrics);
  question.by = std::move(by);
  question.where = std::move(where);
  return question;
}

inline Question between(Question question, const std::string& from, const std::string& to) {
  question.from = records::parse_day(from);
  question.to = records::parse_day(to);
  return question;
}

inline Filter only(std::string dimension, std::vector<std::optional<std::string>> values) {
  return {std::move(dimension), FilterOperator::in, std::move(values)};
}

/// The answer as lines of cells, for comparing by eye: "chat | 2"; null is "-".
inline std::string cell_text(const store::Cell& cell) {
  if (store::is_null(cell)) return "-";
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&cell)) {
    auto text = std::to_string(*real);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  }
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* day = std::get_if<records::Day>(&cell)) return records::to_iso(*day).substr(5);
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "true" : "false";
  return "?";
}
inline std::string line_of(const std::vector<store::Cell>& row) {
  std::string line;
  for (const auto& cell : row) line += (line.empty() ? "" : " | ") + cell_text(cell);
  return line;
}
inline std::vector<std::string> lines_of(const base::Result<Answer>& answer) {
  if (!answer) return {"failed: " + answer.error().message};
  std::vector<std::string> lines;
  for (const auto& row : answer->rows) lines.push_back(line_of(row));
  return lines;
}
inline std::vector<std::string> asked(const Question& question, const SmallShop& shop) {
  return lines_of(answer(shipped_model(), question, shop, records::Viewer::owner()));
}
inline std::string total_of(const Question& question, const SmallShop& shop) {
  const auto answered = answer(shipped_model(), question, shop, records::Viewer::owner());
  return answered ? line_of(answered->total) : "failed: " + answered.error().message;
}

}  // namespace aftercare::metrics
