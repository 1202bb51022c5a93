SELECT count(*) FILTER (WHERE "is_abandoned") AS "abandon_rate_value",
       count(*) AS "abandon_rate_base"
FROM "case_fact"
WHERE "channel" IN ('chat', 'phone') AND "expects_answer" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
