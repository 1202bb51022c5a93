"""A workspace whose facts are made by the engine itself: millions of cases in seconds, for measuring what reads them."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "score"))
from store_file import StoreFile  # noqa: E402

# Few values are frequent, many are rare. What drives: one carrier in one province, and one product, in the second half.
CASES = """
INSERT INTO case_fact BY NAME
SELECT 'c' || i AS case_key, 'bench' AS source, 'shop' || (r1 * r1 * 6)::INT AS shop,
       ['chat', 'review', 'phone', 'email', 'ticket', 'social'][1 + (r2 * r2 * 5.99)::INT] AS channel,
       CASE WHEN late THEN 'complaint' WHEN r3 < 0.7 THEN 'after_sale' ELSE 'praise' END AS kind,
       late AS is_complaint, true AS expects_answer, 'u' || (r4 * 900000)::INT AS customer_id, 'u' || (r4 * 900000)::INT AS person_id,
       product, 'category ' || (product_at % 12) AS category, 'B-' || (product_at * 4 + (r5 * 3.99)::INT) AS batch_no,
       'agent' || agent_at AS agent_id, 'agent' || agent_at AS agent, 'team ' || (agent_at % 8) AS team,
       '2026-01-01'::TIMESTAMP + to_seconds((r6 * 15551999)::BIGINT) AS opened_at, day AS opened_day,
       r7 * 7200 AS first_response_seconds, CASE WHEN r1 < 0.9 THEN r7 * 7200 + r2 * 172800 END AS resolution_seconds,
       CASE WHEN r1 < 0.8 THEN day + 5 END AS closed_day, false AS is_open,
       ['logistics.late', 'logistics.packaging', 'product_quality.damaged', 'product_quality.defect', 'refund_return.refund',
        'service.attitude'][1 + (r8 * r8 * 5.99)::INT] AS topic,
       ['logistics', 'product_quality', 'refund_return', 'service'][1 + (r8 * 3.99)::INT] AS topic_group,
       ['battery', 'motor', 'shell', 'cable'][1 + (r9 * 3.99)::INT] AS component,
       ['positive', 'neutral', 'negative'][1 + (r9 * 2.99)::INT] AS sentiment, (r2 * 3.99)::BIGINT AS severity, province, carrier,
       'on_time' AS delivered_late, false AS is_repeat, false AS is_noise
FROM (SELECT *, '2026-01-01'::DATE + (r6 * 179.99)::INT AS day, 'product ' || product_at AS product, 'province ' || province_at AS province,
             'carrier ' || carrier_at AS carrier,
             r10 < CASE WHEN r6 > 0.5 AND province_at = 2 AND carrier_at = 1 THEN 0.3 WHEN r6 > 0.5 AND product_at = 3 THEN 0.2 ELSE 0.12 END AS late
      FROM (SELECT i, (r11 * r11 * 199.99)::INT AS product_at, (r12 * r12 * 30.99)::INT AS province_at, (r13 * r13 * 5.99)::INT AS carrier_at,
                   (r14 * 59.99)::INT AS agent_at, * EXCLUDE (i)
            FROM (SELECT i, random() AS r1, random() AS r2, random() AS r3, random() AS r4, random() AS r5, random() AS r6, random() AS r7,
                         random() AS r8, random() AS r9, random() AS r10, random() AS r11, random() AS r12, random() AS r13, random() AS r14
                  FROM range({cases}) t(i))))
"""


def make_workspace(program, library, folder, cases):
    subprocess.run([program, "-q", "init", folder], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([program, "-q", "--json", "-w", folder, "query", "cases"], check=False, stdout=subprocess.DEVNULL)
    store = StoreFile(library, pathlib.Path(folder) / "aftercare.duckdb")
    store.run("SELECT setseed(0.5)")
    store.run(CASES.format(cases=cases))
    store.run("DELETE FROM setting WHERE name = 'rollups'")  # Facts made past the program: its next start makes them anew.
    store.close()
