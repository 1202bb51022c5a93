SELECT sum("first_response_seconds") AS "first_response_same_day_value",
       count(*) AS "first_response_same_day_n"
FROM "case_fact"
WHERE "expects_answer" AND "replied_same_day" AND "first_response_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
