SELECT count(*) FILTER (WHERE "survey_score" >= 4) AS "csat_by_case_value",
       count(*) AS "csat_by_case_base"
FROM "case_fact"
WHERE "survey_score" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
