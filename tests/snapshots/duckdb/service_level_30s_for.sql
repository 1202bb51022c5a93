SELECT count(*) FILTER (WHERE "served_seconds" <= 30) AS "service_level_30s_for_value",
       count(*) AS "service_level_30s_for_base"
FROM "case_fact"
WHERE "channel" IN ('chat', 'phone') AND "expects_answer" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
