SELECT quantile_cont("first_resolution_seconds", 0.5) AS "first_resolution_median_value",
       count(*) AS "first_resolution_median_n"
FROM "case_fact"
WHERE "expects_answer" AND "first_resolution_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
