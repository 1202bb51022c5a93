// Every metric of the catalog answered by the store, which asks rollups where it can, and by its
// facts alone.

#include <gtest/gtest.h>

#include "metrics/answer.hpp"
#include "metrics/answer_csv.hpp"
#include "pipeline/erasure.hpp"
#include "pipeline/same_people.hpp"
#include "place/place.hpp"
#include "same_town.hpp"
#include "store/duckdb/rolled_query.hpp"
#include "store/render.hpp"

namespace aftercare::pipeline {
namespace {

class FactsAlone : public store::Engine {
 public:
  explicit FactsAlone(const store::Database& store) : store_(store) {}
  base::Result<store::Frame> run(const store::Query& query, const records::Viewer&) const override {
    rolled += store::rolled_up(query) ? 1 : 0;
    const auto sql = store::render(query, store::Dialect::duckdb);
    if (!sql) return base::failure_of(sql);
    return store_.read(*sql);
  }

  mutable int rolled = 0;  // Queries that the store asks its rollups.

 private:
  const store::Database& store_;
};

std::string text_of(const store::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{:.12g}", *real);
  if (const auto* day = std::get_if<records::Day>(&cell)) return records::to_iso(*day);
  return store::is_null(cell) ? "-" : "other";
}

std::string text_of(const base::Result<metrics::Answer>& answer) {
  if (!answer) return answer.error().message;
  std::string text;
  const auto add = [&](const std::vector<store::Cell>& cells) {
    for (const auto& cell : cells) text += text_of(cell) + " ";
    text += "; ";
  };
  for (std::size_t row = 0; row < answer->rows.size(); ++row) {
    add(answer->rows[row]);
    add(answer->n[row]);
  }
  add(answer->total);
  add(answer->total_n);
  return text;
}

class RollupAnswersTest : public SameTown {
 protected:
  void expect_equal(const std::string& when) {
    const auto& model = session_->model();
    const FactsAlone facts(session_->store());
    const auto owner = records::Viewer::owner();
    constexpr std::size_t step = place::kSanitized ? 4 : 1;
    for (std::size_t at = 0; at < model.metrics().size(); at += step) {
      const auto& metric = model.metrics()[at];
      for (const std::string by : {"", "day", "week", "channel", "delivered_late"}) {
        metrics::Question question;
        question.metrics = {metric.name};
        if (!by.empty()) question.by = {by};
        for (const bool in_march : {false, true}) {
          if (in_march) {
            question.from = records::parse_day("2026-03-01");
            question.to = records::parse_day("2026-03-31");
          }
          const int before = facts.rolled;
          const auto expected = text_of(metrics::answer(model, question, facts, owner));
          if (facts.rolled == before) continue;  // The store asks its facts as well.
          EXPECT_EQ(text_of(metrics::answer(model, question, session_->store(), owner)), expected)
              << metric.name << " by " << by << ", " << when;
        }
      }
    }
    EXPECT_GT(facts.rolled, place::kSanitized ? 20 : 150) << when;
  }
  void complain(const std::string& rows) {
    take("tickets", "case",
         "case_id: no, channel: via, kind: kind, customer_id: who, opened_at: at, text: said, "
         "rating: stars",
         "no,via,kind,who,at,said,stars\n" + rows);
  }
};

TEST_F(RollupAnswersTest, AreThoseOfTheFactsWhateverHappened) {
  take_two_sources();
  take("orders", "order",
       "order_id: no, customer_id: who, ordered_at: at, paid_at: paid, paid_amount: sum, status: "
       "state",
       "no,who,at,paid,sum,state\n"
       "o1,s13,2026-02-27 10:00:00,2026-02-27 10:01:00,99.90,completed\n"
       "o2,c13,2026-03-02 10:00:00,2026-03-02 10:01:00,10.01,completed\n"
       "o3,s14,2026-03-02 11:00:00,,,created\n");
  complain(
      "1,email,complaint,s13,2026-03-01 10:00:00,充电器坏了要求退款,\n"
      "2,chat,complaint,c13,2026-03-05 10:00:00,充电器坏了还没有退款,\n"
      "3,review,complaint,s14,2026-03-05 10:00:00,充电器坏了要求退款,1\n"
      "4,review,praise,s15,2026-04-05 10:00:00,充电很快质量很好,5\n");
  expect_equal("after the first files");
  complain(
      "2,phone,complaint,c13,2026-03-06 10:00:00,充电器坏了还没有退款已经来电,\n"
      "3,review,complaint,s14,2026-03-05 10:00:00,充电器坏了要求退款改评分,4\n"
      "4,review,praise,s15,2026-04-05 10:00:00,充电很快质量很好,5\n"
      "5,review,complaint,s16,2026-03-05 10:00:00,充电器坏了要求退款,2\n");
  expect_equal("after newer versions and a repeated row");
  take("orders", "order",
       "order_id: no, customer_id: who, ordered_at: at, paid_at: paid, paid_amount: sum, status: "
       "state",
       "no,who,at,paid,sum,state\no3,s14,2026-03-02 11:00:00,2026-03-03 11:00:00,25.5,paid\n");
  expect_equal("after an order was paid");
  ASSERT_TRUE(compare_customers(*session_, progress_));
  expect_equal("after two accounts were found to be one person");
  const auto erased = erase_customer(*session_, "s14", {"officer", "request"});
  ASSERT_TRUE(erased) << erased.error().message;
  expect_equal("after a person was erased");
}

}  // namespace
}  // namespace aftercare::pipeline
