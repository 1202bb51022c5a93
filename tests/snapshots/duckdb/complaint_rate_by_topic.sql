SELECT "topic" AS "topic",
       count(*) AS "complaint_rate_value"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31'
GROUP BY "topic";

SELECT count(*) AS "complaint_rate_base"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
