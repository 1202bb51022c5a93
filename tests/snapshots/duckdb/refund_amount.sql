SELECT sum("refund_amount") AS "refund_amount_value",
       count(*) AS "refund_amount_n"
FROM "order_fact"
WHERE "is_refunded" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
