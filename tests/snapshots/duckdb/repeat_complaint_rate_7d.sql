SELECT count(DISTINCT "person_id") FILTER (WHERE "since_complaint_days" <= 7) AS "repeat_complaint_rate_7d_value",
       count(DISTINCT "person_id") AS "repeat_complaint_rate_7d_base"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
