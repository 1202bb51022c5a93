"""What the rules make of the simulated shop's texts, against what its cases are about (truth/cases.csv).

Prints a Markdown section. A check that the parts fit together, not of skill: one grammar wrote the texts.
"""
import argparse
import collections
import pathlib
import sys
import tempfile

from simulated_shop import ingest, make_shop, truth

FIELDS = ("topic", "topic_group", "sentiment", "severity")  # Those of them that the truth tells.


def score(program, scratch, seed, customers, days, misses):
    shop = scratch / f"shop{seed}"
    make_shop(program, shop, seed, customers, days)
    told = {row["case_id"]: row for row in truth(shop, "cases.csv")}
    store = ingest(program, shop)
    counts = collections.defaultdict(lambda: [0, 0])
    for row in store.rows('SELECT case_id, channel, topic, topic_group, sentiment, severity, title, text FROM "case"'):
        true = told.get(row["case_id"])
        if true is None:
            continue
        true["topic_group"] = true["topic"].split(".")[0]
        for field in FIELDS:
            if field not in true:
                continue
            right = (row.get(field) or "") == true[field]
            counts[field][0] += right
            counts[field][1] += 1
            counts[f"{field} ({row['channel']})"][0] += right
            counts[f"{field} ({row['channel']})"][1] += 1
            if not right and field in misses:
                print(f"{field} {row['channel']} {true[field]} -> {row.get(field)}: {row.get('title')} / {row['text']}",
                      file=sys.stderr)
    store.close()
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--misses", default="", help="fields whose misses go to the error output, by commas")
    options = parser.parse_args()
    total = collections.defaultdict(lambda: [0, 0])
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(21, 21 + options.seeds):
            for name, (right, all_of) in score(pathlib.Path(options.program).resolve(), pathlib.Path(scratch), seed,
                                               options.customers, options.days, options.misses.split(",")).items():
                total[name][0] += right
                total[name][1] += all_of
    print("| judged | cases | right |\n|---|---|---|")
    for name in sorted(total):
        right, all_of = total[name]
        print(f"| {name} | {all_of:,} | {right / all_of:.4f} |")


if __name__ == "__main__":
    main()
