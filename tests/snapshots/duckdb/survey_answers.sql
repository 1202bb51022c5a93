SELECT count(*) AS "survey_answers_value"
FROM "survey_fact"
WHERE "survey_score" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
