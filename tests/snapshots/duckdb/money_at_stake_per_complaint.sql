SELECT sum("money_at_stake") FILTER (WHERE "money_at_stake" IS NOT NULL) AS "money_at_stake_value",
       count(*) FILTER (WHERE "money_at_stake" IS NOT NULL) AS "money_at_stake_n",
       count(*) AS "complaints_value"
FROM "case_fact"
WHERE "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31';
