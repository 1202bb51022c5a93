SELECT sum("rating_service") AS "dsr_service_value",
       count(*) AS "dsr_service_n"
FROM "case_fact"
WHERE "channel" = 'review' AND NOT "is_noise" AND "rating_service" IS NOT NULL AND NOT "is_rating_surplus" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
