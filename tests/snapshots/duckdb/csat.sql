SELECT count(*) FILTER (WHERE "survey_score" >= 4) AS "csat_value",
       count(*) AS "csat_base"
FROM "survey_fact"
WHERE "survey_score" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
