#!/usr/bin/env python3
"""Prints how many columns of well-known layouts `map suggest` names right.

The layouts stand in tests/standard/layouts; `kept: back` are those that the matching was not made
with. Usage: score_mapping.py [--calibrate] [FOLDER]   (another folder: layouts of the same form)
--calibrate prints a line for each column: score, said confidence, right or not.
"""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "release" / "bin" / "standard_test"


def main():
    rest = [each for each in sys.argv[1:] if each != "--calibrate"]
    if not PROGRAM.exists():
        sys.exit("score_mapping: build first: scripts/build release")
    environment = dict(os.environ, AFTERCARE_PRINT_LAYOUTS="1")
    if "--calibrate" in sys.argv:
        environment["AFTERCARE_PRINT_CHOICES"] = "1"
    if rest:
        environment["AFTERCARE_LAYOUTS"] = str(pathlib.Path(rest[0]).resolve())
    done = subprocess.run([PROGRAM, "--gtest_filter=LayoutsTest.*"], env=environment, text=True,
                          stdout=subprocess.PIPE, check=False)
    print("\n".join(line for line in done.stdout.splitlines()
                    if not line.startswith("[") and "Google Test" not in line
                    and not line.startswith("Note:")))
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
