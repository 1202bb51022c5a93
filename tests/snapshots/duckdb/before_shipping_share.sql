SELECT count(*) FILTER (WHERE "before_shipping") AS "before_shipping_share_value",
       count(*) AS "before_shipping_share_base"
FROM "return_fact"
WHERE "before_shipping" IS NOT NULL AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
