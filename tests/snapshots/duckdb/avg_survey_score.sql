SELECT sum("survey_score") AS "avg_survey_score_value",
       count(*) AS "avg_survey_score_n"
FROM "case_fact"
WHERE "survey_score" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
