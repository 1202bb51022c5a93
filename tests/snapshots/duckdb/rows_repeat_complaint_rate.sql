SELECT "person_id" AS "person_id",
       count(*) AS "row_count",
       min("opened_day") AS "first_day",
       max("opened_day") AS "last_day"
FROM "case_fact"
WHERE "is_complaint" AND "is_repeat" AND "person_id" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31'
GROUP BY "person_id"
ORDER BY "last_day" DESC NULLS LAST, "person_id" ASC NULLS LAST
LIMIT 50
OFFSET 50;

SELECT count(DISTINCT "person_id") AS "row_count"
FROM "case_fact"
WHERE "is_complaint" AND "is_repeat" AND "person_id" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
