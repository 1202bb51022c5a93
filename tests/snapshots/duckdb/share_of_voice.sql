SELECT count(*) AS "share_of_voice_value"
FROM "case_fact"
WHERE NOT "is_noise" AND "topic" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';

SELECT count(*) AS "share_of_voice_base"
FROM "case_fact"
WHERE NOT "is_noise" AND "topic" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
