SELECT sum("parcel_cost") AS "return_parcel_cost_value",
       count(*) AS "return_parcel_cost_n"
FROM "return_fact"
WHERE "parcel_cost" IS NOT NULL AND "is_accepted" AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
