SELECT sum("paid_amount") AS "sales_value",
       count(*) AS "sales_n"
FROM "order_fact"
WHERE "is_paid" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
