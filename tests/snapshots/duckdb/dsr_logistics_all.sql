SELECT sum("rating_logistics") AS "dsr_logistics_all_value",
       count(*) AS "dsr_logistics_all_n"
FROM "case_fact"
WHERE "channel" = 'review' AND NOT "is_noise" AND "rating_logistics" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
