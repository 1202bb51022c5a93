SELECT quantile_cont("refund_seconds", 0.5) AS "refund_time_median_value",
       count(*) AS "refund_time_median_n"
FROM "return_fact"
WHERE "refund_seconds" IS NOT NULL AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
