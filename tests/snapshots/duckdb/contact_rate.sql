SELECT count(*) AS "contact_rate_value"
FROM "case_fact"
WHERE "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';

SELECT count(*) AS "contact_rate_base"
FROM "order_fact"
WHERE "ordered_day" >= DATE '2026-03-01' AND "ordered_day" <= DATE '2026-03-31';
