SELECT count(*) FILTER (WHERE "rating" <= 2) AS "bad_rating_share_value",
       count(*) AS "bad_rating_share_base"
FROM "case_fact"
WHERE "rating" IS NOT NULL AND NOT "is_noise" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
