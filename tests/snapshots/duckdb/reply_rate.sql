SELECT count(*) FILTER (WHERE "first_response_seconds" IS NOT NULL) AS "reply_rate_value",
       count(*) AS "reply_rate_base"
FROM "case_fact"
WHERE "expects_answer" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
