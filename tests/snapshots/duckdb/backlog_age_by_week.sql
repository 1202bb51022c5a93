SELECT date_trunc('week', "opened_day")::DATE AS "week",
       count(*) AS "backlog_age_mean_opened",
       sum(("opened_day" - DATE '1970-01-01')) AS "backlog_age_mean_opened_days"
FROM "case_fact"
WHERE "expects_answer" AND ("is_open" OR "resolved_day" >= "opened_day" OR "resolved_day" IS NULL AND "closed_day" >= "opened_day") AND "opened_day" IS NOT NULL AND "opened_day" <= DATE '2026-03-31'
GROUP BY date_trunc('week', "opened_day")::DATE
ORDER BY "week" ASC NULLS LAST;

SELECT date_trunc('week', "resolved_day")::DATE AS "week",
       count(*) AS "backlog_age_mean_ended",
       sum(("opened_day" - DATE '1970-01-01')) AS "backlog_age_mean_ended_days"
FROM "case_fact"
WHERE "expects_answer" AND NOT "is_open" AND "resolved_day" >= "opened_day" AND "resolved_day" <= DATE '2026-03-31'
GROUP BY date_trunc('week', "resolved_day")::DATE
ORDER BY "week" ASC NULLS LAST;

SELECT date_trunc('week', "closed_day")::DATE AS "week",
       count(*) AS "backlog_age_mean_ended",
       sum(("opened_day" - DATE '1970-01-01')) AS "backlog_age_mean_ended_days"
FROM "case_fact"
WHERE "expects_answer" AND NOT "is_open" AND "resolved_day" IS NULL AND "closed_day" >= "opened_day" AND "closed_day" <= DATE '2026-03-31'
GROUP BY date_trunc('week', "closed_day")::DATE
ORDER BY "week" ASC NULLS LAST;
