SELECT sum("first_response_seconds") AS "first_response_mean_value",
       count(*) AS "first_response_mean_n",
       sum("wait_seconds") AS "later_wait_per_case_value"
FROM "case_fact"
WHERE "expects_answer" AND "first_response_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
