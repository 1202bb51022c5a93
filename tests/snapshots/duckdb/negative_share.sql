SELECT count(*) FILTER (WHERE "sentiment" = 'negative') AS "negative_share_value",
       count(*) AS "negative_share_base"
FROM "case_fact"
WHERE NOT "is_noise" AND "sentiment" IN ('positive', 'neutral', 'negative') AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
