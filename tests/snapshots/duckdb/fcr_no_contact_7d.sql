SELECT count(*) FILTER (WHERE "next_contact_days" IS NULL OR "next_contact_days" > 7) AS "fcr_no_contact_7d_value",
       count(*) AS "fcr_no_contact_7d_base"
FROM "case_fact"
WHERE NOT "is_noise" AND "customer_id" IS NOT NULL AND "topic" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
