SELECT "delivered_late" AS "delivered_late",
       count(*) AS "rated_value",
       sum("rating") AS "avg_rating_value"
FROM "case_fact"
WHERE "rating" IS NOT NULL AND NOT "is_noise"
GROUP BY "delivered_late";
