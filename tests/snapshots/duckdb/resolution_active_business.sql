SELECT quantile_cont("resolution_active_business_seconds", 0.5) AS "resolution_active_business_value",
       count(*) AS "resolution_active_business_n"
FROM "case_fact"
WHERE "expects_answer" AND "resolution_active_business_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
