SELECT date_trunc('month', "opened_day")::DATE AS "month",
       count(*) AS "cases_value"
FROM "case_fact"
WHERE "channel" IN ('chat', 'email') AND "severity" >= 2 AND ("topic" <> 'logistics.late' OR "topic" IS NULL) AND ("province" = 'O''Brien' OR "province" IS NULL) AND "opened_day" > DATE '2026-03-01'
GROUP BY date_trunc('month', "opened_day")::DATE;
