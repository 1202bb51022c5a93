SELECT sum("refund_amount") AS "refund_amount_value",
       count(*) AS "refund_amount_n"
FROM "order_fact"
WHERE "is_refunded" AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';

SELECT sum("service_cost") AS "service_cost_value",
       count(*) AS "service_cost_n"
FROM "case_fact"
WHERE "service_cost" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';

SELECT sum("parcel_cost") AS "return_parcel_cost_value",
       count(*) AS "return_parcel_cost_n"
FROM "return_fact"
WHERE "parcel_cost" IS NOT NULL AND "is_accepted" AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
