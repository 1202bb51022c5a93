SELECT quantile_cont("resolution_business_seconds", 0.9) AS "resolution_business_p90_value",
       count(*) AS "resolution_business_p90_n"
FROM "case_fact"
WHERE "expects_answer" AND "resolution_business_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
