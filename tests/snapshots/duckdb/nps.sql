SELECT sum("nps_points") AS "nps_value",
       count(*) AS "nps_n"
FROM "survey_fact"
WHERE "nps_points" IS NOT NULL AND "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
