SELECT count(*) AS "cases_value"
FROM "case_fact"
WHERE "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
