SELECT quantile_cont("engaged_seconds", 0.5) AS "chat_engaged_median_value",
       count(*) AS "chat_engaged_median_n"
FROM "case_fact"
WHERE "channel" = 'chat' AND NOT "is_noise" AND "engaged_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
