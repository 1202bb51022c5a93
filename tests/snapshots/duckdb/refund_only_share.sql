SELECT count(*) FILTER (WHERE "return_kind" = 'refund_only') AS "refund_only_share_value",
       count(*) AS "refund_only_share_base"
FROM "return_fact"
WHERE "return_kind" IS NOT NULL AND "requested_day" >= DATE '2026-03-01' AND "requested_day" <= DATE '2026-03-31';
