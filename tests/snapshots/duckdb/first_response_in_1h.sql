SELECT count(*) FILTER (WHERE "first_response_seconds" <= 3600) AS "first_response_in_1h_value",
       count(*) AS "first_response_in_1h_base"
FROM "case_fact"
WHERE "expects_answer" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
