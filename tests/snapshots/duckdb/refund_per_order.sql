SELECT sum("refund_amount") FILTER (WHERE "is_refunded") AS "refund_amount_value",
       count(*) FILTER (WHERE "is_refunded") AS "refund_amount_n",
       count(*) AS "orders_value"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
