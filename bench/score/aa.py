"""A/A: every analysis on data in which nothing happened, 200 times, and how often it told something (bench/false_alarms.cpp)."""
import argparse
import json
import pathlib
import subprocess

LEAST, AIM = 0.05, 0.02


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data")
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    program = pathlib.Path(options.program).parent / "false_alarms"
    done = subprocess.run([program, str(options.runs)], stdout=subprocess.PIPE, text=True, check=True)
    print("| analysis | of what | false alarms | share | at most | aim |")
    print("|---|---|---|---|---|---|")
    for line in done.stdout.splitlines():
        one = json.loads(line)
        print(f"| {one['analysis']} | {one['what']} | {one['alarms']:,} of {one['runs']:,} | {one['alarms'] / one['runs']:.1%} "
              f"| {LEAST:.0%} | {AIM:.0%} |")


if __name__ == "__main__":
    main()
