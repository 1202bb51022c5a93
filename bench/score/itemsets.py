"""Scores `aftercare insight rules`: counts of frequent sets that are known, each recounted here for a sample, and the time."""
import argparse
import json
import pathlib
import random
import subprocess
import time

KNOWN = (("retail", "0.01", 159), ("retail", "0.005", 580), ("retail", "0.002", 2691), ("T10I4D100K", "0.01", 385),
         ("T10I4D100K", "0.005", 1073), ("mushroom", "0.3", 1787))
SAMPLE = 200


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    print("| baskets | least support | frequent sets | known | counts that are wrong (of a sample) | rules | seconds, whole program |")
    print("|---|---|---|---|---|---|---|")
    for name, support, known in KNOWN:
        file = pathlib.Path(options.data) / "itemsets" / f"{name}.dat"
        began = time.monotonic()
        done = subprocess.run([options.program, "insight", "rules", str(file), "--min-support", support, "--json"],
                              stdout=subprocess.PIPE, check=True)
        seconds = time.monotonic() - began
        told = json.loads(done.stdout)
        holders = {}
        for basket, line in enumerate(file.open()):
            for item in set(line.split()):
                holders.setdefault(item, set()).add(basket)
        sample = random.Random(1).sample(told["sets"], min(SAMPLE, len(told["sets"])))
        wrong = sum(one["count"] != len(set.intersection(*(holders[item] for item in one["items"]))) for one in sample)
        print(f"| {name} | {support} | {told['frequent_sets']:,} | {known:,} | {wrong} of {len(sample)} "
              f"| {len(told['rules']):,} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
