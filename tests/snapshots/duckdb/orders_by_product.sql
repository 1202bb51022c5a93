SELECT "product" AS "product",
       count(DISTINCT "order_key") AS "orders_value",
       count(DISTINCT "order_key") FILTER (WHERE "is_delivered" AND "is_returned") AS "return_rate_value",
       count(DISTINCT "order_key") FILTER (WHERE "is_delivered") AS "return_rate_base"
FROM "order_item_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31'
GROUP BY "product";
