"""Scores finding and repairing wrong cells of any table, without labels and with answers.

Precision: changed cells that now equal the truth / cells changed. Recall: wrong cells made exactly
right / wrong cells. Detection the same over suspected cells. Prints a Markdown section.
"""
import argparse
import collections
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import damage  # noqa: E402
import tables  # noqa: E402


def f1(right, claimed, wanted):
    precision = right / claimed if claimed else float(wanted == 0)
    recall = right / wanted if wanted else 1.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Scorer:
    def __init__(self, program, scratch, verbose):
        self.program, self.scratch, self.verbose = program, scratch, verbose

    def run(self, *words):
        done = subprocess.run([self.program, *map(str, words), "--quiet", "--json"],
                              capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"aftercare {' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def suspected(self, file):
        out = self.scratch / "cells.csv"
        self.run("quality", file, "--cells", "-o", out)
        with open(out, encoding="utf-8", newline="") as lines:
            return {(int(line["row"]) - 1, line["column"]): line["reason"]
                    for line in csv.DictReader(lines)}

    def repaired(self, file, *more):
        out, report = self.scratch / "out.csv", self.scratch / "report.csv"
        self.run("quality", "repair", file, "-o", out, "--report", report, *more)
        with open(report, encoding="utf-8", newline="") as lines:
            reasons = {(int(line["row"]) - 1, line["column"]): line["reason"] + ":" + line["because"]
                       for line in csv.DictReader(lines) if line["state"] == "applied"}
        return tables.read(out), reasons

    def judge(self, name, header, dirty, clean, kinds=None, answers=0):
        """Returns (detection F1, repair F1, repair F1 with answers)."""
        file = self.scratch / "dirty.csv"
        tables.write(file, header, dirty)
        wrong = {(r, c) for r, row in enumerate(clean) for c, value in enumerate(row)
                 if dirty[r][c] != value}
        at = {column.strip(): i for i, column in enumerate(header)}
        cells = {(r, at[c]): why for (r, c), why in self.suspected(file).items()}
        detection = f1(len(wrong & cells.keys()), len(cells), len(wrong))
        (_, fixed), reasons = self.repaired(file)
        repair, right = self.compare(dirty, fixed, clean, wrong)
        if self.verbose:
            reasons = {(r, at[c]): why for (r, c), why in reasons.items()}
            self.tell(header, dirty, fixed, clean, wrong, cells, reasons, right, kinds or {})
        asked = 0.0
        if answers:
            questions, given = self.scratch / "questions.csv", self.scratch / "answers.csv"
            self.run("quality", "repair", file, "-o", self.scratch / "out.csv", "--report",
                     self.scratch / "report.csv", "--ask", answers, "--questions", questions)
            with open(questions, encoding="utf-8", newline="") as lines:
                put = list(csv.DictReader(lines))[:answers]
            tables.write(given, ["row", "column", "value"],
                         [[q["row"], q["column"], clean[int(q["row"]) - 1][at[q["column"]]]]
                          for q in put])
            (_, fixed), _ = self.repaired(file, "--ask", answers, "--answers", given)
            asked, _ = self.compare(dirty, fixed, clean, wrong)
        return detection, repair, asked

    @staticmethod
    def compare(dirty, fixed, clean, wrong):
        changed = {(r, c) for r, row in enumerate(fixed) for c, value in enumerate(row)
                   if value != dirty[r][c]}
        right = {(r, c) for r, c in changed if fixed[r][c] == clean[r][c]}
        return f1(len(right), len(changed), len(wrong)), right

    def tell(self, header, dirty, fixed, clean, wrong, cells, reasons, right, kinds):
        false_cells = collections.Counter((header[c], cells[r, c])
                                          for r, c in cells.keys() - wrong)
        missed = collections.Counter((header[c], kinds.get((r, c), "")) for r, c in wrong - cells.keys())
        unfixed = collections.Counter((header[c], kinds.get((r, c), "")) for r, c in wrong - right)
        bad = [(r, c) for r, row in enumerate(fixed) for c in range(len(row))
               if row[c] != dirty[r][c] and (r, c) not in right]
        print(f"    wrong {len(wrong)} suspected {len(cells)} right {len(right)} bad {len(bad)}",
              file=sys.stderr)
        print("    falsely suspected", false_cells.most_common(12), file=sys.stderr)
        print("    missed", missed.most_common(15), file=sys.stderr)
        print("    unrepaired", unfixed.most_common(15), file=sys.stderr)
        print("    badly", collections.Counter((header[c], reasons.get((r, c))) for r, c in bad).most_common(12),
              file=sys.stderr)
        for r, c in bad[:: max(1, len(bad) // 12)]:
            print("      ", r + 1, header[c], repr(dirty[r][c]), "->", repr(fixed[r][c]), "truth",
                  repr(clean[r][c]), reasons.get((r, c)), file=sys.stderr)

    def changed_share(self, header, rows):
        file = self.scratch / "clean.csv"
        tables.write(file, header, rows)
        (_, fixed), _ = self.repaired(file)
        changes = [(header[c], dirty, now) for row, new in zip(rows, fixed)
                   for c, (dirty, now) in enumerate(zip(row, new)) if dirty != now]
        if self.verbose and changes:
            print("   ", collections.Counter(c for c, _, _ in changes).most_common(6), changes[::max(1, len(changes) // 6)],
                  file=sys.stderr)
        return 1000 * len(changes) / (len(rows) * len(header))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="", help="dirty, injected or clean; then a part of a table's name")
    parser.add_argument("--table", default="")
    parser.add_argument("--all-columns", action="store_true", help="damage every column everywhere")
    parser.add_argument("--answers", type=int, default=20, help="questions answered; 0: none")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--scratch", type=pathlib.Path, help="kept; default: a temporary folder")
    options = parser.parse_args()
    scratch = options.scratch or pathlib.Path(tempfile.mkdtemp(prefix="aftercare-score-"))
    scratch.mkdir(parents=True, exist_ok=True)
    scorer = Scorer(options.program, scratch, options.verbose)
    try:
        lines = report(scorer, options, scratch)
    finally:
        if not options.scratch:
            shutil.rmtree(scratch)
    print("\n".join(lines))


def report(scorer, options, scratch):
    def wanted(part, name):
        return options.only in ("", part) and options.table in name

    lines = []
    if options.only in ("", "dirty"):
        lines += ["Dirty tables with a clean twin, no label given:", "",
                  "| table | wrong cells | detection F1 | repair F1 | with 20 answers | seconds |",
                  "|---|---|---|---|---|---|"]
        for name in ("hospital", "flights"):
            if not wanted("dirty", name):
                continue
            header, dirty = tables.read(options.data / f"dirty_{name}" / "dirty.csv")
            _, clean = tables.read(options.data / f"dirty_{name}" / "clean.csv")
            wrong = sum(a != b for x, y in zip(dirty, clean) for a, b in zip(x, y))
            started = time.time()
            found, fixed, asked = scorer.judge(name, header, dirty, clean, answers=options.answers)
            lines.append(f"| {name} | {wrong} | {found:.3f} | {fixed:.3f} | {asked:.3f} | "
                         f"{(time.time() - started) / 4:.2f} |")
            print(lines[-1], file=sys.stderr)
        lines.append("")
    if options.only in ("", "injected"):
        lines += [f"3 % of the cells of a clean table damaged (typo, swap, null, format, neighbour), "
                  f"mean of {options.seeds} seeds:", "",
                  "| table | damaged columns | detection F1 | repair F1 | with 20 answers |",
                  "|---|---|---|---|---|"]
        for name, header, rows, whole in tables.clean_tables(options.data, options.program, scratch):
            if not wanted("injected", name):
                continue
            columns = (list(range(len(header))) if whole or options.all_columns
                       else damage.determined_columns(rows, len(header)))
            sums = [0.0, 0.0, 0.0]
            for seed in range(1, options.seeds + 1):
                dirty, kinds = damage.damage(rows, columns, seed)
                got = scorer.judge(name, header, dirty, rows, kinds, answers=options.answers)
                sums = [a + b / options.seeds for a, b in zip(sums, got)]
            what = "all" if len(columns) == len(header) else f"{len(columns)} of {len(header)}"
            lines.append(f"| {name} | {what} | {sums[0]:.3f} | {sums[1]:.3f} | {sums[2]:.3f} |")
            print(lines[-1], file=sys.stderr)
        lines.append("")
    if options.only in ("", "clean"):
        lines += ["Tables nobody damaged:", "", "| table | cells | changed in 1,000 |", "|---|---|---|"]
        for name, header, rows in tables.untouched_tables(options.data, options.program, scratch):
            if not wanted("clean", name):
                continue
            rows = [row for row in rows if len(row) == len(header)]
            share = scorer.changed_share(header, rows)
            lines.append(f"| {name} | {len(rows) * len(header):,} | {share:.2f} |")
            print(lines[-1], file=sys.stderr)
        lines.append("")
    return lines


if __name__ == "__main__":
    main()
