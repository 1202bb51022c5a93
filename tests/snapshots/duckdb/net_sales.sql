SELECT sum("paid_amount") FILTER (WHERE "is_paid") AS "sales_value",
       count(*) FILTER (WHERE "is_paid") AS "sales_n",
       sum("refund_amount") FILTER (WHERE "is_refunded") AS "refund_amount_value",
       count(*) FILTER (WHERE "is_refunded") AS "refund_amount_n"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
