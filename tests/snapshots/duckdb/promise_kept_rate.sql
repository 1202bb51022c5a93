SELECT count(*) FILTER (WHERE "promise_state" = 'kept') AS "promise_kept_rate_value",
       count(*) AS "promise_kept_rate_base"
FROM "case_fact"
WHERE "promise_state" IN ('kept', 'broken') AND "promise_day" >= DATE '2026-03-01' AND "promise_day" <= DATE '2026-03-31';
