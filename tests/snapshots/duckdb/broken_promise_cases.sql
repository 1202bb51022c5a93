SELECT count(*) AS "broken_promise_cases_value"
FROM "case_fact"
WHERE "promise_state" = 'broken' AND "promise_day" >= DATE '2026-03-01' AND "promise_day" <= DATE '2026-03-31';
