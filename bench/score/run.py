"""Runs the scorers and puts their tables into docs/quality-scores.md."""
import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
# Each: HERE/NAME.py, called with --program and --data, prints Markdown.
SCORERS = ("repair", "demo", "demo_topics", "topic_scores", "texts", "judged", "mapping", "duplicates", "copies", "itemsets", "series", "anomalies", "demo_truth", "aa")


def main():
    parser = argparse.ArgumentParser(description="accuracy on real data")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(SCORERS)}; default: all")
    parser.add_argument("--program", default=TOP / "build" / "release" / "bin" / "aftercare")
    parser.add_argument("--data", default=os.environ.get("AFTERCARE_SHARED_DATA", TOP / ".." / "shared" / "data"))
    parser.add_argument("--write", action="store_true", help="into docs/quality-scores.md")
    options, more = parser.parse_known_args()
    if not pathlib.Path(options.data).is_dir():
        sys.exit(f"score: no folder {options.data}. Set AFTERCARE_SHARED_DATA to the folder of data sets")
    document = TOP / "docs" / "quality-scores.md"
    for name in options.names or SCORERS:
        done = subprocess.run([sys.executable, HERE / f"{name}.py", "--program", options.program,
                               "--data", options.data, *more], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"score: {name} failed")
        print(done.stdout)
        if options.write:
            text = document.read_text(encoding="utf-8")
            marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
            if not marks.search(text):
                sys.exit(f"score: {document} has no marks for {name}")
            document.write_text(marks.sub(lambda m: m[1] + "\n" + done.stdout.rstrip() + "\n\n" + m[2], text),
                                encoding="utf-8")


if __name__ == "__main__":
    main()
