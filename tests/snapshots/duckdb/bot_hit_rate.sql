SELECT sum("bot_hits") AS "bot_hit_rate_value",
       count(*) AS "bot_hit_rate_n",
       sum("bot_questions") AS "bot_hit_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "bot_questions" >= 1 AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
