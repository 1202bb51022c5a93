SELECT sum("quantity") AS "delivered_units_value",
       count(*) AS "delivered_units_n"
FROM "order_item_fact"
WHERE "is_delivered" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
