SELECT count(*) FILTER (WHERE NOT "has_agent" AND "is_solved") AS "bot_self_solve_rate_value",
       count(*) AS "bot_self_solve_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "has_bot" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
