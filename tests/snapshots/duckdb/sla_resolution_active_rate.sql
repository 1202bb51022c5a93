SELECT count(*) FILTER (WHERE "sla_resolution_active" = 'met') AS "sla_resolution_active_rate_value",
       count(*) AS "sla_resolution_active_rate_base"
FROM "case_fact"
WHERE "sla_resolution_active" IN ('met', 'missed') AND "sla_resolution_active_day" >= DATE '2026-03-01' AND "sla_resolution_active_day" <= DATE '2026-03-31';
