SELECT sum("hold_business_seconds") AS "hold_time_mean_business_value",
       count(*) AS "hold_time_mean_business_n"
FROM "case_fact"
WHERE "expects_answer" AND "hold_business_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
