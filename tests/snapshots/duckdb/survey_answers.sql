SELECT count(*) AS "survey_answers_value"
FROM "case_fact"
WHERE "survey_score" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
