SELECT sum("paid_amount") AS "avg_order_value_value",
       count(*) AS "avg_order_value_n"
FROM "order_fact"
WHERE "is_paid" AND "paid_amount" IS NOT NULL AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
