SELECT count(DISTINCT "person_id") AS "complaining_customers_value"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
