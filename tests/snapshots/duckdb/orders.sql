SELECT count(*) AS "orders_value"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
