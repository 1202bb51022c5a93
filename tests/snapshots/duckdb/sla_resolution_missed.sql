SELECT count(*) AS "sla_resolution_missed_value"
FROM "case_fact"
WHERE "sla_resolution" = 'missed' AND "sla_resolution_day" >= DATE '2026-03-01' AND "sla_resolution_day" <= DATE '2026-03-31';
