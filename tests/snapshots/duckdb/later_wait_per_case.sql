SELECT sum("wait_seconds") AS "later_wait_per_case_value",
       count(*) AS "later_wait_per_case_n"
FROM "case_fact"
WHERE "expects_answer" AND "first_response_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
