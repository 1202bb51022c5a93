SELECT count(*) AS "delivered_orders_value"
FROM "order_fact"
WHERE "is_delivered" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
