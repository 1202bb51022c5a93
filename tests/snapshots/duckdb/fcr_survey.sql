SELECT count(*) FILTER (WHERE "survey_solved" = 'yes') AS "fcr_survey_value",
       count(*) AS "fcr_survey_base"
FROM "case_fact"
WHERE NOT "is_noise" AND "survey_solved" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
