SELECT count(*) FILTER (WHERE "has_agent") AS "bot_transfer_rate_value",
       count(*) AS "bot_transfer_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "has_bot" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
