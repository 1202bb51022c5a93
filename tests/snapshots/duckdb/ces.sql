SELECT sum("ces_score") AS "ces_value",
       count(*) AS "ces_n"
FROM "survey_fact"
WHERE "ces_score" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
