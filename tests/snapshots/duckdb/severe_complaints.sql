SELECT count(*) AS "severe_complaints_value"
FROM "case_fact"
WHERE "is_complaint" AND "severity" >= 2 AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
