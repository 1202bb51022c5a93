SELECT sum("hold_seconds") AS "hold_time_mean_value",
       count(*) AS "hold_time_mean_n"
FROM "case_fact"
WHERE "expects_answer" AND "hold_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
