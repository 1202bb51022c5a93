SELECT count(*) AS "refunded_orders_value"
FROM "order_fact"
WHERE "is_refunded" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
