SELECT count(*) FILTER (WHERE "dispute" = 'yes') AS "dispute_rate_value",
       count(*) AS "dispute_rate_base"
FROM "return_fact"
WHERE "dispute" IS NOT NULL AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
