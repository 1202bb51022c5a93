SELECT sum("rating") AS "dsr_description_value",
       count(*) AS "dsr_description_n"
FROM "case_fact"
WHERE "channel" = 'review' AND NOT "is_noise" AND "rating" IS NOT NULL AND NOT "is_rating_surplus" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
