SELECT count(*) AS "backlog_opened"
FROM "case_fact"
WHERE "expects_answer" AND ("is_open" OR "resolved_day" >= "opened_day" OR "resolved_day" IS NULL AND "closed_day" >= "opened_day") AND "opened_day" IS NOT NULL AND "opened_day" <= DATE '2026-03-31';

SELECT count(*) AS "backlog_ended"
FROM "case_fact"
WHERE "expects_answer" AND NOT "is_open" AND "resolved_day" >= "opened_day" AND "resolved_day" <= DATE '2026-03-31';

SELECT count(*) AS "backlog_ended"
FROM "case_fact"
WHERE "expects_answer" AND NOT "is_open" AND "resolved_day" IS NULL AND "closed_day" >= "opened_day" AND "closed_day" <= DATE '2026-03-31';
