"""How many columns of well-known layouts `map suggest` names right, at first sight and now.

The layouts stand in tests/standard/layouts; tests/standard/first_sights.csv keeps what was right when a
group of them was seen for the first time, before anything was changed for it. --layouts scores a folder
of own layouts of the same form and says what was wrong; --calibrate tells each choice and its confidence.
"""
import argparse
import csv
import os
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
LAYOUT = re.compile(r"^(\w+) +(?:made|back) +\w* *(!?) +(\d+) of +(\d+)  sure", re.M)


def judged(program, layouts=None, choices=False):
    tests = pathlib.Path(program).parent / "standard_test"
    if not tests.exists():
        sys.exit("score: build first: scripts/build release")
    environment = dict(os.environ, AFTERCARE_PRINT_LAYOUTS="1")
    if choices:
        environment["AFTERCARE_PRINT_CHOICES"] = "1"
    if layouts:
        environment["AFTERCARE_LAYOUTS"] = str(layouts.resolve())
    done = subprocess.run([tests, "--gtest_filter=LayoutsTest.*"], env=environment, text=True,
                          stdout=subprocess.PIPE, check=False)
    return "\n".join(line for line in done.stdout.splitlines()
                     if not line.startswith("[") and "Google Test" not in line
                     and not line.startswith(("Note:", "Running main")))


def percent(part, whole):
    return f"{100 * part / max(1, whole):.1f} %"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data")
    parser.add_argument("--layouts", type=pathlib.Path, help="a folder of own layouts")
    parser.add_argument("--calibrate", action="store_true")
    options = parser.parse_args()
    told = judged(options.program, options.layouts, options.calibrate)
    if options.layouts or options.calibrate:
        print(told)
        return
    now = {name: (int(right), int(columns), not wrong)
           for name, wrong, right, columns in LAYOUT.findall(told)}
    print("| layouts | columns | right at first sight | right now | entity right at first sight | now |\n"
          "|---|---|---|---|---|---|")
    with open(TOP / "tests" / "standard" / "first_sights.csv", encoding="utf-8", newline="") as lines:
        for sight in csv.DictReader(lines):
            mine = [now[name] for name in sight["layouts"].split()]
            columns = sum(each[1] for each in mine)
            print(f"| {sight['what']} | {columns} | {percent(int(sight['right']), int(sight['columns']))} | "
                  f"{percent(sum(each[0] for each in mine), columns)} | {sight['entities']} of {len(mine)} | "
                  f"{sum(each[2] for each in mine)} of {len(mine)} |")
    columns = sum(each[1] for each in now.values())
    print(f"| all {len(now)} | {columns} | | {percent(sum(each[0] for each in now.values()), columns)} | | "
          f"{sum(each[2] for each in now.values())} of {len(now)} |")
    bands = re.findall(r"^said ([\d.]+): right ([\d.]+) of (\d+)", told, re.M)
    print("\nWhat it says of itself: " + ", ".join(f"{said} stands for {right} right ({count} columns)"
                                                for said, right, count in reversed(bands)) + ".")


if __name__ == "__main__":
    main()
