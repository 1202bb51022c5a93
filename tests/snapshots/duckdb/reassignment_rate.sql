SELECT count(*) FILTER (WHERE "agents" >= 2) AS "reassignment_rate_value",
       count(*) AS "reassignment_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "agents" >= 1 AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
