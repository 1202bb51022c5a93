SELECT sum("handle_seconds") AS "handle_time_mean_value",
       count(*) AS "handle_time_mean_n"
FROM "case_fact"
WHERE NOT "is_noise" AND "handle_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
