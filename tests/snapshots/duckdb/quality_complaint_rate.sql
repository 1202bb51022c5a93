SELECT count(*) AS "quality_complaint_rate_value"
FROM "case_fact"
WHERE "is_complaint" AND "topic_group" = 'product_quality' AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';

SELECT count(*) AS "quality_complaint_rate_base"
FROM "order_fact"
WHERE "is_delivered" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
