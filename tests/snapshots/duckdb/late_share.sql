SELECT count(*) FILTER (WHERE "delivered_late" = 'late') AS "late_share_value",
       count(*) AS "late_share_base"
FROM "order_fact"
WHERE "delivered_late" IN ('late', 'on_time') AND "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
