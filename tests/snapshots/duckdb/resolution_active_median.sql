SELECT quantile_cont("resolution_active_seconds", 0.5) AS "resolution_active_median_value",
       count(*) AS "resolution_active_median_n"
FROM "case_fact"
WHERE "expects_answer" AND "resolution_active_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
