SELECT "customer_id" AS "customer_id",
       count(*) AS "row_count",
       min("opened_day") AS "first_day",
       max("opened_day") AS "last_day"
FROM "case_fact"
WHERE "is_complaint" AND "is_repeat" AND "customer_id" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31'
GROUP BY "customer_id"
ORDER BY "last_day" DESC NULLS LAST, "customer_id" ASC NULLS LAST
LIMIT 50
OFFSET 50;

SELECT count(DISTINCT "customer_id") AS "row_count"
FROM "case_fact"
WHERE "is_complaint" AND "is_repeat" AND "customer_id" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
