SELECT count(*) FILTER (WHERE "is_complaint") AS "complaint_share_value",
       count(*) AS "complaint_share_base"
FROM "case_fact"
WHERE NOT "is_noise" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
