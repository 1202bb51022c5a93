SELECT sum("money_at_stake") AS "money_at_stake_value",
       count(*) AS "money_at_stake_n"
FROM "case_fact"
WHERE "is_complaint" AND "money_at_stake" IS NOT NULL AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
