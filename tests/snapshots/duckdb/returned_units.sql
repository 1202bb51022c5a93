SELECT sum("quantity") AS "returned_units_value",
       count(*) AS "returned_units_n"
FROM "return_fact"
WHERE "is_accepted" AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
