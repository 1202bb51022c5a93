"""Scores explanations against the simulated shop's hidden truth: what went wrong there is known, and so is when and where."""
import argparse
import datetime
import json
import pathlib
import subprocess
import tempfile

import simulated_shop

DAY = datetime.timedelta(days=1)
SURE = 0.02  # The q of a defect.
AFTER = 14  # So many days something is still told of after it ended.


def day(text):
    return datetime.date.fromisoformat(text)


class Shop:
    def __init__(self, program, folder, seed, customers, days):
        self.program, self.folder = program, folder
        simulated_shop.make_shop(program, folder, seed, customers, days)
        subprocess.run([program, "-q", "-w", folder, "ingest"], stdout=subprocess.DEVNULL)
        self.windows = {}
        for row in simulated_shop.truth(folder, "anomalies.csv"):
            row["where"] = dict(part.split("=", 1) for part in row["dimensions"].split("|"))
            self.windows[row["name"]] = row

    def insight(self, *words):
        done = subprocess.run([self.program, "-w", self.folder, "--language", "zh", "insight", *map(str, words), "--json"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None

    def last_day(self):
        return day(max(row["to"] for row in self.windows.values()))


def conditions_along(cause):
    """What the first path of a tree of causes names, from the problem on."""
    named = {}
    while cause:
        named.update(cause.get("conditions", {}))
        cause = (cause["causes"] or [None])[0]
    return named


def week_stories(shop):
    stories = []
    end = shop.last_day()
    for _ in range(26):
        story = shop.insight("story", "--to", end)
        if story is None:
            break
        stories.append(story)
        end -= 7 * DAY
    return stories


def names(fact, wanted):
    """Whether a fact names one of these values, and no other of the same dimension."""
    return any(fact["where"].get(dimension) == value for dimension, value in wanted)


def overlaps(story, window):
    return day(story["from"]) <= day(window["to"]) and day(window["from"]) <= day(story["to"])


def scored(shop):
    windows = shop.windows
    batch, carrier = windows["bad_batch"]["where"], windows["carrier_failure"]["where"]
    stories = week_stories(shop)
    moved = [(story, fact) for story in stories for fact in story["facts"] if fact["kind"] != "level"]
    result = {}

    def found(name, wanted):
        return any(names(fact, wanted) for story, fact in moved if overlaps(story, windows[name]))

    result["window: bad batch"] = found("bad_batch", [("component", batch["component"]), ("batch_no", batch["batch"])])
    result["window: carrier"] = found("carrier_failure", [("carrier", carrier["carrier"]), ("province", carrier["province"]),
                                                           ("topic", "配送慢")])
    result["window: promotion"] = any(fact["metric"] in ("orders", "sales", "contact_rate", "complaint_rate", "cases", "complaints",
                                                          "avg_order_value") for story, fact in moved
                                      if overlaps(story, windows["promotion"]))
    tree = shop.insight("rootcause", "--metric", "quality_complaint_rate")
    first = conditions_along((tree["causes"] or [None])[0]) if tree else {}
    result["rootcause: batch first"] = first.get("batch_no") == batch["batch"]
    defects = shop.insight("defects", "--metric", "quality_complaint_rate", "--by", "batch_no")
    result["defects: batch first"] = bool(defects and defects["groups"]) and defects["groups"][0]["value"] == batch["batch"]
    sure = [group["value"] for group in (defects["groups"] if defects else []) if group["q"] <= SURE]
    others = sum(value != batch["batch"] for value in sure)
    late = shop.insight("rootcause", "--metric", "late_share", "--from", windows["carrier_failure"]["from"], "--to",
                        windows["carrier_failure"]["to"], "--by", "carrier,province")
    named = conditions_along((late["causes"] or [None])[0]) if late else {}
    result["rootcause: carrier and province first"] = (named.get("carrier") == carrier["carrier"]
                                                        and named.get("province") == carrier["province"])
    # The same asked of the whole time: ten days of one carrier in one province.
    late = shop.insight("rootcause", "--metric", "late_share", "--by", "carrier,province")
    named = conditions_along((late["causes"] or [None])[0]) if late else {}
    result["the same, of all days"] = (named.get("carrier") == carrier["carrier"] and named.get("province") == carrier["province"])
    packaging = windows["packaging"]
    impact = shop.insight("impact", "--metric", "damage_rate", "--where", f"category = {packaging['where']['category']}",
                          "--at", packaging["from"], "--step", "week")
    # Damage falls to 15 % of what it was; complaints about packaging itself stay.
    if impact:
        before = day(packaging["from"])
        cases = [row for row in simulated_shop.truth(shop.folder, "cases.csv") if row["topic"] == "product_quality.damaged"]
        share = len(cases) / max(1, len([row for row in simulated_shop.truth(shop.folder, "cases.csv")
                                         if row["topic"] in ("product_quality.damaged", "logistics.packaging")]))
        del before
        true = -0.85 * impact["expected"] * share
        result["packaging: effect inside"] = impact["low"] <= true <= impact["high"]
        result["packaging: clear"] = impact["clear"]
    else:
        result["packaging: effect inside"] = result["packaging: clear"] = False
    quiet = [story for story in stories if not any(day(story["from"]) <= day(window["to"]) + AFTER * DAY and day(window["from"]) <= day(story["to"])
                                                for name, window in windows.items() if name != "packaging")]
    alarms = [fact for story in quiet for fact in story["facts"] if fact["kind"] == "segment"]
    return result, len(quiet), len(alarms), others


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--days", type=int, default=180)
    options = parser.parse_args()
    totals, weeks, alarms, others = {}, 0, 0, 0
    for seed in range(11, 11 + options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            result, quiet, told, other = scored(Shop(options.program, pathlib.Path(folder) / "shop", seed, options.customers, options.days))
        weeks, alarms, others = weeks + quiet, alarms + told, others + other
        for what, right in result.items():
            totals.setdefault(what, []).append(right)
    print(f"| asked, {options.seeds} shops of {options.customers:,} customers and {options.days} days | right |")
    print("|---|---|")
    for what, right in totals.items():
        print(f"| {what} | {sum(right)} of {len(right)} |")
    print(f"\nSegments told of weeks in which nothing happened: {alarms} in {weeks} weeks. Defects told of another batch than the bad one: {others} in {options.seeds} shops.")


if __name__ == "__main__":
    main()
