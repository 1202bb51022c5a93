SELECT "opened_day" AS "day",
       count(*) AS "cases_value",
       count(*) FILTER (WHERE "is_complaint") AS "complaints_value",
       sum("rating") FILTER (WHERE "rating" IS NOT NULL AND NOT "is_noise") AS "avg_rating_value",
       count(*) FILTER (WHERE "rating" IS NOT NULL AND NOT "is_noise") AS "avg_rating_n",
       quantile_cont("first_response_seconds", 0.5) FILTER (WHERE "expects_answer" AND "first_response_seconds" IS NOT NULL) AS "first_response_median_value",
       count(*) FILTER (WHERE "expects_answer" AND "first_response_seconds" IS NOT NULL) AS "first_response_median_n"
FROM "case_fact"
WHERE "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31'
GROUP BY "opened_day";

SELECT "ordered_day" AS "day",
       count(*) AS "complaint_rate_base",
       sum("paid_amount") FILTER (WHERE "is_paid") AS "sales_value",
       count(*) FILTER (WHERE "is_paid") AS "sales_n"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31'
GROUP BY "ordered_day";

SELECT "answered_day" AS "day",
       count(*) FILTER (WHERE "survey_score" >= 4) AS "csat_value",
       count(*) AS "csat_base"
FROM "survey_fact"
WHERE "survey_score" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31'
GROUP BY "answered_day";
