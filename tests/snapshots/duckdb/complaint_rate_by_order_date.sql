SELECT count(*) AS "complaint_rate_by_order_date_value"
FROM "case_fact"
WHERE "is_complaint" AND "ordered_day" IS NOT NULL AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';

SELECT count(*) AS "complaint_rate_by_order_date_base"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
