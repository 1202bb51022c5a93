SELECT "case_key" AS "case_key",
       "opened_at" AS "opened_at",
       "channel" AS "channel",
       "kind" AS "kind",
       "topic" AS "topic",
       "severity" AS "severity",
       "sentiment" AS "sentiment",
       "rating" AS "rating",
       "product" AS "product",
       "batch_no" AS "batch_no",
       "province" AS "province",
       "agent" AS "agent",
       "status" AS "status",
       "first_response_seconds" AS "first_response_seconds",
       "resolution_seconds" AS "resolution_seconds",
       "order_id" AS "order_id",
       "source" AS "source"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31'
ORDER BY "opened_at" DESC NULLS LAST, "case_key" ASC NULLS LAST
LIMIT 50
OFFSET 50;

SELECT count(*) AS "row_count"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
