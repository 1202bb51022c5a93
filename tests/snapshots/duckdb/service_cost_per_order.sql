SELECT sum("service_cost") AS "service_cost_value",
       count(*) AS "service_cost_n"
FROM "case_fact"
WHERE "service_cost" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';

SELECT count(*) AS "orders_value"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
