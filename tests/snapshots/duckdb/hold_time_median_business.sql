SELECT quantile_cont("hold_business_seconds", 0.5) AS "hold_time_median_business_value",
       count(*) AS "hold_time_median_business_n"
FROM "case_fact"
WHERE "expects_answer" AND "hold_business_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
