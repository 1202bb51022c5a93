SELECT count(*) FILTER (WHERE "is_answered") AS "participation_rate_value",
       count(*) AS "participation_rate_base"
FROM "survey_fact"
WHERE "sent_day" >= DATE '2026-03-01' AND "sent_day" <= DATE '2026-03-31';
