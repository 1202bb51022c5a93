SELECT count(*) FILTER (WHERE "survey_score" >= 3) AS "csat_from_3_value",
       count(*) AS "csat_from_3_base"
FROM "survey_fact"
WHERE "survey_score" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
