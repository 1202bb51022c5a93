SELECT count(*) FILTER (WHERE "is_refunded") AS "refund_rate_value",
       count(*) AS "refund_rate_base"
FROM "order_fact"
WHERE "is_delivered" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
