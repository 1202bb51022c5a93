SELECT sum("quantity") AS "unit_return_rate_value",
       count(*) AS "unit_return_rate_n"
FROM "return_fact"
WHERE "is_accepted" AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';

SELECT sum("quantity") AS "unit_return_rate_base",
       count(*) AS "unit_return_rate_base_n"
FROM "order_item_fact"
WHERE "is_delivered" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
