SELECT count(*) FILTER (WHERE "resolution_seconds" <= 259200) AS "resolved_in_3d_value",
       count(*) AS "resolved_in_3d_base"
FROM "case_fact"
WHERE "expects_answer" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
