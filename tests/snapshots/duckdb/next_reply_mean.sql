SELECT sum("wait_seconds") AS "next_reply_mean_value",
       count(*) AS "next_reply_mean_n",
       sum("waits") AS "next_reply_mean_base"
FROM "case_fact"
WHERE "expects_answer" AND "waits" >= 1 AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
