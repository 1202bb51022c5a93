SELECT count(*) FILTER (WHERE "sla_first_response" = 'met') AS "sla_first_response_rate_value",
       count(*) AS "sla_first_response_rate_base"
FROM "case_fact"
WHERE "sla_first_response" IN ('met', 'missed') AND "sla_first_response_day" >= DATE '2026-03-01' AND "sla_first_response_day" <= DATE '2026-03-31';
