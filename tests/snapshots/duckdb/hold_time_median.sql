SELECT quantile_cont("hold_seconds", 0.5) AS "hold_time_median_value",
       count(*) AS "hold_time_median_n"
FROM "case_fact"
WHERE "expects_answer" AND "hold_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
