SELECT count(*) AS "complaint_rate_matured_30d_value"
FROM "case_fact"
WHERE "is_complaint" AND "ordered_day" IS NOT NULL AND "days_since_order" <= 30 AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';

SELECT count(*) AS "complaint_rate_matured_30d_base"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
