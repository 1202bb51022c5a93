#include <gtest/gtest.h>

#include "metrics/answer.hpp"
#include "small_shop.hpp"

namespace aftercare::metrics {

TEST(AnswerTest, EveryMetricAsCountedByHand) {
  const auto shop = filled_shop();
  const std::pair<std::string, std::string> expected[] = {
      {"cases", "9"},
      {"complaints", "3"},
      {"orders", "5"},
      {"delivered_orders", "3"},
      {"complaint_rate", "60"},
      {"return_rate", "66.666667"},
      {"returns", "1"},
      {"refund_amount", "110"},
      {"refunded_orders", "2"},
      {"sales", "430.5"},
      {"late_share", "33.333333"},
      {"csat", "50"},
      {"rated", "3"},
      {"avg_rating", "3.333333"},
      {"negative_share", "42.857143"},
      {"first_response_median", "210"},
      {"first_response_p90", "510"},
      {"resolution_median", "129600"},
      {"resolution_p90", "164160"},
      {"backlog", "1"},
      {"backlog_age_mean", "518400"},  // c2: from March 3 to March 9.
      {"repeat_complaint_rate", "50"},
      {"noise_cases", "0"},
      {"contact_rate", "180"},  // 9 cases on 5 orders.
      {"complaint_rate_by_order_date", "0"},
      {"complaint_share", "33.333333"},  // c1, c2, c5 of 9.
      {"severe_complaints", "3"},        // Severity 2, 3 and 2.
      {"money_at_stake", "0"},
      {"first_time_share", "66.666667"},  // c2 repeats.
      {"survey_answers", "2"},
      {"csat_by_case", "50"},
      {"csat_from_3", "100"},  // 5 and 3.
      {"csat_5", "50"},
      {"avg_survey_score", "4"},
      {"bad_rating_share", "33.333333"},  // 1 of 5, 1 and 4.
      {"good_rating_share", "66.666667"},
      {"reply_rate", "66.666667"},  // c1, c2, c3, c8 of these and c6, c9.
      {"first_response_in_1h", "66.666667"},
      {"resolved_in_3d", "33.333333"},  // c1 and c3 of six.
      {"refund_only_share", "0"},       // One request, with the goods.
      {"avg_order_value", "107.625"},   // 430.5 over 4 paid orders.
      {"quality_complaint_rate", "0"},
      {"damage_rate", "0"},
      {"first_response_business", "90"},  // 30 and 150.
      {"first_response_business_p90", "138"},
      {"resolution_business", "5400"},
      {"resolution_business_p90", "6840"},
      {"first_response_mean", "270"},  // 60, 120, 300, 600.
      {"first_response_same_day", "160"},
      {"first_resolution_median", "64800"},  // 86400 and 43200.
      {"later_wait_per_case", "105"},        // 120 and 300 over four answered cases.
      {"requester_wait_mean", "375"},
      {"next_reply_mean", "140"},  // 120 and 300 over three waits, not the mean of two means.
      {"next_reply_mean_business", "120"},
      {"next_reply_median", "180"},  // 60 and 300, a case each.
      {"next_reply_median_business", "165"},
      {"handle_time_mean", "300"},
      {"chat_engaged_median", "600"},
      {"one_touch_rate", "50"},      // c1 of c1 and c3; c8 has no messages.
      {"reopen_rate", "33.333333"},  // c3 of three solved.
      {"reassignment_rate", "25"},   // c2 of four with an agent.
      {"bot_transfer_rate", "100"},
      {"bot_hit_rate", "66.666667"},
      {"bot_self_solve_rate", "0"},
      {"abandoned_contacts", "1"},  // c6 of c1, c2, c6.
      {"abandon_rate", "33.333333"},
      {"service_level_30s", "0"},  // 60 and 120 seconds.
      {"service_level_30s_ignoring", "0"},
      {"service_level_30s_for", "33.333333"},
      {"fcr_flagged", "50"},
      {"fcr_survey", "50"},
      {"fcr_no_contact_7d", "0"},      // Up to March 2 only c1, and c2 follows.
      {"fcr_no_contact_30d", "-"},     // No case is 30 days old.
      {"complaining_customers", "2"},  // A twice, B.
      {"repeat_complaint_rate_7d", "50"},
      {"complaint_rate_matured_30d", "-"},
      {"participation_rate", "66.666667"},
      {"participation_by_case", "66.666667"},
      {"nps", "0"},
      {"ces", "6"},
      {"ces_share_5", "100"},
      {"dsr_description", "4.5"},  // c4 5, c7 4; c5 is its buyer's fourth of the month.
      {"dsr_service", "4"},
      {"dsr_logistics", "-"},
      {"dsr_description_all", "3.333333"},
      {"dsr_service_all", "4.5"},
      {"dsr_logistics_all", "3"},
      {"share_of_voice", "100"},
      {"refund_rate", "66.666667"},  // o1 and o5 of three delivered.
      {"returned_units", "2"},
      {"delivered_units", "5"},
      {"unit_return_rate", "40"},
      {"dispute_rate", "100"},
      {"before_shipping_share", "0"},
      {"refund_time_median", "86400"},
      {"delivery_time_mean", "5400"},
      {"net_sales", "320.5"},
      {"refund_money_share", "25.551684"},
      {"refund_per_order", "22"},
      {"money_at_stake_per_complaint", "0"},
      {"sla_first_response_rate", "50"},  // c1, c2 of four; c9 falls due on the last day.
      {"sla_resolution_rate", "33.333333"},
      {"sla_resolution_active_rate", "66.666667"},
      {"sla_first_response_missed", "2"},
      {"sla_resolution_missed", "2"},
      {"sla_breaches", "4"},
      {"promise_kept_rate", "66.666667"},  // c1, c2 of three; c9 falls due on the last day.
      {"broken_promise_cases", "1"},
      {"hold_time_mean", "5400"},
      {"hold_time_median", "5400"},
      {"hold_time_mean_business", "2700"},
      {"hold_time_median_business", "2700"},
      {"resolution_active_business", "2700"},  // 3600 - 1800 and 7200 - 3600.
      {"resolution_active_median", "124200"},
      {"service_cost", "24.5"},  // Six of 3, 5.5 and 1.
      {"cost_per_case", "3.0625"},
      {"return_parcel_cost", "10"},
      {"after_sales_cost", "144.5"},  // 110 refunded.
      {"cost_per_order", "28.9"},
      {"service_cost_per_order", "4.9"},
      {"quality_service_cost", "0"},
  };
  for (const auto& [metric, value] : expected)
    EXPECT_EQ(total_of(question_of({metric}), *shop), value) << metric;
  EXPECT_EQ(std::size(expected), shipped_model().metrics().size());
}

}  // namespace aftercare::metrics
