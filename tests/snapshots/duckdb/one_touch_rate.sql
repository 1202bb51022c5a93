SELECT count(*) FILTER (WHERE "agent_replies" <= 1) AS "one_touch_rate_value",
       count(*) AS "one_touch_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "is_solved" AND "agent_replies" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
