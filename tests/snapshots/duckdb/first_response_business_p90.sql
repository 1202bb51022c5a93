SELECT quantile_cont("first_response_business_seconds", 0.9) AS "first_response_business_p90_value",
       count(*) AS "first_response_business_p90_n"
FROM "case_fact"
WHERE "expects_answer" AND "first_response_business_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
