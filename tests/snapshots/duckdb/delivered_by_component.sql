SELECT "component" AS "component",
       "carrier" AS "carrier",
       count(DISTINCT "order_key") AS "delivered_orders_value"
FROM "order_part_fact"
WHERE "is_delivered" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31'
GROUP BY "component", "carrier";
