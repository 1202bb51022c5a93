SELECT sum("service_cost") AS "quality_service_cost_value",
       count(*) AS "quality_service_cost_n"
FROM "case_fact"
WHERE "service_cost" IS NOT NULL AND "is_complaint" AND "topic_group" = 'product_quality' AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
