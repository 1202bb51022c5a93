SELECT count(*) FILTER (WHERE NOT "is_repeat") AS "first_time_share_value",
       count(*) AS "first_time_share_base"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
