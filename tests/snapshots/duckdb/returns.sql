SELECT count(*) AS "returns_value"
FROM "return_fact"
WHERE "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
