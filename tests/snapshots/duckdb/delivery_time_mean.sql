SELECT sum("delivery_seconds") AS "delivery_time_mean_value",
       count(*) AS "delivery_time_mean_n"
FROM "order_fact"
WHERE "delivery_seconds" IS NOT NULL AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
