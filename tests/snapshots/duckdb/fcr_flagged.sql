SELECT count(*) FILTER (WHERE "first_contact" = 'yes') AS "fcr_flagged_value",
       count(*) AS "fcr_flagged_base"
FROM "case_fact"
WHERE NOT "is_noise" AND "first_contact" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
