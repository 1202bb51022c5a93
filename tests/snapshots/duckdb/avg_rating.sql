SELECT sum("rating") AS "avg_rating_value",
       count(*) AS "avg_rating_n"
FROM "case_fact"
WHERE "rating" IS NOT NULL AND NOT "is_noise" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
