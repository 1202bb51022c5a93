SELECT sum("survey_score") AS "avg_survey_score_value",
       count(*) AS "avg_survey_score_n"
FROM "survey_fact"
WHERE "survey_score" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
