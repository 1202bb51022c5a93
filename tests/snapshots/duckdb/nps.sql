SELECT sum("nps_points") AS "nps_value",
       count(*) AS "nps_n"
FROM "case_fact"
WHERE "nps_points" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
