SELECT count(*) FILTER (WHERE "ces_score" >= 5) AS "ces_share_5_value",
       count(*) FILTER (WHERE "ces_score" IS NOT NULL) AS "ces_share_5_base"
FROM "survey_fact"
WHERE "answered_day" >= DATE '2026-03-01' AND "answered_day" <= DATE '2026-03-31';
