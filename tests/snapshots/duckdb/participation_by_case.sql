SELECT count(*) FILTER (WHERE "survey_answered") AS "participation_by_case_value",
       count(*) AS "participation_by_case_base"
FROM "case_fact"
WHERE "survey_sent" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
