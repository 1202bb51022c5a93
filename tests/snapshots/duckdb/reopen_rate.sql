SELECT count(*) FILTER (WHERE "is_reopened") AS "reopen_rate_value",
       count(*) AS "reopen_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "is_solved" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
