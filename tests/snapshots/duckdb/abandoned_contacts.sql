SELECT count(*) AS "abandoned_contacts_value"
FROM "case_fact"
WHERE "channel" IN ('chat', 'phone') AND "expects_answer" AND "is_abandoned" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
