"""Scores `aftercare insight forecast` on series whose future is known, as the M4 competition did: OWA against Naive 2.

Series lie a row each (name, values ...) in NAME-train.csv, their futures in NAME-test.csv; the program gets them as rows of
(series, step, value).
"""
import argparse
import csv
import json
import math
import pathlib
import subprocess
import tempfile
import time

SETS = (("hourly", 24, 48, 0.60, 0.45), ("weekly", 1, 13, 0.90, 0.80))


def read(path):
    with open(path, newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return {row[0]: [float(value) for value in row[1:] if value] for row in rows}


def is_seasonal(values, season):
    count = len(values)
    if season < 2 or count < 3 * season:
        return False
    mean = sum(values) / count
    centred = [value - mean for value in values]
    whole = sum(value * value for value in centred)

    def correlation(lag):
        return sum(a * b for a, b in zip(centred, centred[lag:])) / whole

    squares = 1 + 2 * sum(correlation(lag) ** 2 for lag in range(1, season))
    return abs(correlation(season)) > 1.645 * math.sqrt(squares / count)


def naive2(values, season, horizon):
    """The last value, seasonally adjusted by classical multiplicative decomposition where the season shows."""
    factors = [1.0] * max(1, season)
    if is_seasonal(values, season):
        half, ratios = season // 2, [[] for _ in range(season)]
        for at in range(half, len(values) - half):
            window = values[at - half:at + half + 1]
            average = sum(window) / season if season % 2 else (sum(window) - (window[0] + window[-1]) / 2) / season
            ratios[at % season].append(values[at] / average)
        factors = [sum(of) / len(of) for of in ratios]
        factors = [factor * season / sum(factors) for factor in factors]
    count = len(values)
    last = values[-1] / factors[(count - 1) % len(factors)]
    return [last * factors[(count + step) % len(factors)] for step in range(horizon)]


def smape(forecast, truth):
    return sum(200 * abs(f - t) / (abs(f) + abs(t)) for f, t in zip(forecast, truth)) / len(truth)


def mase(forecast, truth, past, season):
    scale = sum(abs(b - a) for a, b in zip(past, past[season:])) / (len(past) - season)
    return sum(abs(f - t) for f, t in zip(forecast, truth)) / len(truth) / scale


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    print("| series | number | OWA | at least | aim | sMAPE | MASE | inside the 95 % interval | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, season, horizon, bar, aim in SETS:
        folder = pathlib.Path(options.data) / "series_m4"
        past, future = read(folder / f"{name}-train.csv"), read(folder / f"{name}-test.csv")
        with tempfile.TemporaryDirectory() as scratch:
            table = pathlib.Path(scratch) / "series.csv"
            with table.open("w") as out:
                out.write("series,step,value\n")
                for of, values in past.items():
                    out.writelines(f"{of},{step},{value!r}\n" for step, value in enumerate(values, 1))
            began = time.monotonic()
            done = subprocess.run([options.program, "insight", "forecast", str(table), "--id", "series", "--time", "step",
                                   "--value", "value", "--horizon", str(horizon), "--season", str(season), "--json"],
                                  stdout=subprocess.PIPE, check=True)
            seconds = time.monotonic() - began
        told = {one["id"]: one for one in json.loads(done.stdout)["series"]}
        sums, inside = [0.0] * 4, 0
        for of, values in past.items():
            truth, plain, one = future[of], naive2(values, season, horizon), told[of]
            sums[0] += smape(one["values"], truth)
            sums[1] += mase(one["values"], truth, values, season)
            sums[2] += smape(plain, truth)
            sums[3] += mase(plain, truth, values, season)
            inside += sum(low <= value <= high for low, value, high in zip(one["low"], truth, one["high"]))
        owa = (sums[0] / sums[2] + sums[1] / sums[3]) / 2
        print(f"| {name} | {len(past)} | {owa:.3f} | {bar:.2f} | {aim:.2f} | {sums[0] / len(past):.2f} | "
              f"{sums[1] / len(past):.3f} | {inside / len(past) / horizon:.1%} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
