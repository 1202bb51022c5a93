SELECT "order_key" AS "order_key",
       max("carrier") AS "carrier",
       max("province") AS "province",
       max("delivered_late") AS "delivered_late",
       count(*) AS "row_count",
       min("ordered_day") AS "first_day",
       max("ordered_day") AS "last_day"
FROM "order_item_fact"
WHERE "product" = 'fan' AND "order_key" IS NOT NULL AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31'
GROUP BY "order_key"
ORDER BY "last_day" DESC NULLS LAST, "order_key" ASC NULLS LAST
LIMIT 50
OFFSET 50;

SELECT count(DISTINCT "order_key") AS "row_count"
FROM "order_item_fact"
WHERE "product" = 'fan' AND "order_key" IS NOT NULL AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
