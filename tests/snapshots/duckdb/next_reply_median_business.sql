SELECT quantile_cont("next_reply_business_seconds", 0.5) AS "next_reply_median_business_value",
       count(*) AS "next_reply_median_business_n"
FROM "case_fact"
WHERE "expects_answer" AND "next_reply_business_seconds" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
