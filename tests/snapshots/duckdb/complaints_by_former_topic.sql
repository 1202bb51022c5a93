SELECT CASE "topic" WHEN 'shipping.slow' THEN 'logistics.late' WHEN 'quality.broken' THEN 'product_quality.defect' ELSE "topic" END AS "topic",
       CASE "topic" WHEN 'shipping.slow' THEN 'logistics' WHEN 'quality.broken' THEN 'product_quality' ELSE "topic_group" END AS "topic_group",
       count(*) AS "complaints_value"
FROM "case_fact"
WHERE CASE "topic" WHEN 'shipping.slow' THEN 'logistics.late' WHEN 'quality.broken' THEN 'product_quality.defect' ELSE "topic" END = 'logistics.late' AND "is_complaint" AND "opened_day" >= DATE '2026-03-01' AND "opened_day" <= DATE '2026-03-31'
GROUP BY CASE "topic" WHEN 'shipping.slow' THEN 'logistics.late' WHEN 'quality.broken' THEN 'product_quality.defect' ELSE "topic" END, CASE "topic" WHEN 'shipping.slow' THEN 'logistics' WHEN 'quality.broken' THEN 'product_quality' ELSE "topic_group" END;
