SELECT sum("ces_score") AS "ces_value",
       count(*) AS "ces_n"
FROM "case_fact"
WHERE "ces_score" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
