SELECT count(*) AS "noise_cases_value"
FROM "case_fact"
WHERE "is_noise" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
