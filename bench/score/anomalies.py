"""Scores `aftercare insight anomalies` as the Numenta Anomaly Benchmark does (standard profile).

Rows of the first 15 % (at most 750) are not judged. In a labelled window only the best alarm counts, worth up to 1 the earlier
it comes (a sigmoid over the window); a window without one costs 1. An alarm outside costs up to 0.11, less shortly behind a
window. One threshold for all series, the best; the score is 0 for a detector that says nothing and 100 for the perfect one.
"""
import argparse
import csv
import json
import math
import pathlib
import random
import subprocess
import time

FALSE_ALARM, PROBATION, LONGEST = 0.11, 0.15, 5000


def sigmoid(position):
    return -1.0 if position >= 3 else 2 / (1 + math.exp(5 * position)) - 1


def judged_rows(times, scores, windows):
    """(score, worth of an alarm there, window or None) of each row that counts."""
    rows, number = [], 0
    probation = min(math.floor(PROBATION * len(times)), PROBATION * LONGEST)
    begins = {begin: at for at, (begin, _) in enumerate(windows)}
    inside, left_at, left_width = None, None, None
    for row, (moment, score) in enumerate(zip(times, scores)):
        if moment in begins:
            inside = begins[moment]
            number = times.index(windows[inside][1])
            width = number - row + 1
        if inside is not None:
            worth = sigmoid(-(number - row + 1) / width) / sigmoid(-1)
        else:
            worth = FALSE_ALARM * sigmoid(3 if left_at is None else (row - left_at) / (left_width - 1))
        if row >= probation:
            rows.append((score, worth, inside))
        if inside is not None and moment == windows[inside][1]:
            inside, left_at, left_width = None, row, width
    return rows


def best_score(series):
    """(score, threshold) over series of (rows, number of windows)."""
    rows = sorted(((score, worth, None if window is None else (at, window))
                   for at, (judged, _) in enumerate(series) for score, worth, window in judged), key=lambda one: -one[0])
    windows = sum(count for _, count in series)
    if not windows:
        return 0.0, 1.1
    best_in, total, best, threshold = {}, -windows, -windows, 1.1
    for at, (score, worth, window) in enumerate(rows):
        if window is None:
            total += worth
        elif worth > best_in.get(window, -1):
            total += worth - best_in.get(window, -1)
            best_in[window] = worth
        if (at + 1 == len(rows) or rows[at + 1][0] != score) and total > best:
            best, threshold = total, score
    return 100 * (best + windows) / (2 * windows), threshold


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    folder = pathlib.Path(options.data) / "series_nab"
    labelled = json.loads((folder / "windows.json").read_text())
    series, rows, began = [], 0, time.monotonic()
    for name, windows in sorted(labelled.items()):
        file = folder / name
        if not file.exists():
            continue
        with file.open(newline="") as lines:
            times = [row["timestamp"] for row in csv.DictReader(lines)]
        done = subprocess.run([options.program, "insight", "anomalies", str(file), "--time", "timestamp", "--value", "value",
                               "--json"], stdout=subprocess.PIPE, check=True)
        scores = [row["score"] for row in json.loads(done.stdout)["rows"]]
        assert len(scores) == len(times), name
        limits = sorted((begin[:19], end[:19]) for begin, end in windows)
        series.append((judged_rows(times, scores, limits), len(limits)))
        rows += len(times)
    seconds = time.monotonic() - began
    score, threshold = best_score(series)
    halves = []
    for seed in range(40):
        halves.append(best_score(random.Random(seed).sample(series, len(series) // 2))[0])
    halves.sort()
    print("| series | rows | windows | standard score | at least | aim | threshold | random halves, 5 % to 95 % | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(f"| {len(series)} | {rows:,} | {sum(count for _, count in series)} | {score:.1f} | 45 | 65 | {threshold:.4f} | "
          f"{halves[2]:.1f} to {halves[37]:.1f} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
