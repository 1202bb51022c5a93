"""What an ingest makes of the damage that the simulated shop did to its own files.

The same shop is ingested twice, as it is and with its broken cells put right. A broken cell is
repaired if its record is stored as that of the twin; told if its row has a finding or is set aside.
"""
import argparse
import csv
import gzip
import pathlib
import shutil
import sys
import tempfile
from collections import defaultdict

from simulated_shop import ingest, make_shop, truth

# What no twin shares: where a record stood, and what is made with the workspace's own keys.
OWN = {"record_key", "content_hash", "same_hash", "text_hash", "person", "sealed", "file_id",
       "slice_number", "byte_offset", "version", "commit_number"}
# What says what the value was: the others (a word for a date, a key that is gone) cannot be mended.
REPAIRABLE = ("province_variant", "stray_spaces", "full_width_digits", "column_count")


def mend_file(path, cells):
    """Writes the true values into a table's file, row by row as intake counts them."""
    raw = path.read_bytes()
    packed = path.suffix == ".gz"
    raw = gzip.decompress(raw) if packed else raw
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    delimiter = "\t" if ".tsv" in path.name else ","
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    for cell in cells:
        row = rows[int(cell["row"]) - 1]
        if cell["column"]:
            row[rows[0].index(cell["column"])] = cell["true_value"]
        else:  # A cell too many, at its end.
            del row[len(rows[0]):]
    lines = []
    for row in rows:
        lines.append(delimiter.join('"' + value.replace('"', '""') + '"' if
                                    any(mark in value for mark in (delimiter, '"', "\n")) else value
                                    for value in row))
    out = ("\r\n".join(lines) + "\r\n").encode("utf-8")
    path.write_bytes(gzip.compress(out) if packed else out)


class Shop:
    def __init__(self, program, folder):
        store = ingest(program, folder)
        self.files = {row["file_id"]: row["name"] for row in store.rows("SELECT * FROM file")}
        self.records, self.told = defaultdict(list), defaultdict(set)
        for table in ("customer", "order", "order_item", "shipment", "return", "survey", "event",
                      "case", "product", "agent"):
            for row in store.rows(f'SELECT * FROM "{table}"'):
                at = (self.files.get(row["file_id"]), int(row["row_number"]))
                self.records[at].append((table, {k: v for k, v in row.items()
                                                 if k not in OWN and not k.endswith("_token")}))
        for row in store.rows("SELECT * FROM finding UNION ALL BY NAME SELECT * FROM quarantine"):
            self.told[(self.files.get(row["file_id"]), int(row["row_number"]))].add(
                row.get("rule") or row.get("reason"))
        self.duplicates = {(self.files.get(row["file_id"]), int(row["row_number"]))
                           for row in store.rows("SELECT * FROM duplicate WHERE entity IN (SELECT "
                                                 "entity FROM file WHERE file.file_id = "
                                                 "duplicate.file_id)")}
        # A reference to what is not there is counted by the store until its target comes.
        self.keys = {row["key"] for row in store.rows(
            'SELECT order_id AS key FROM "order" UNION ALL SELECT customer_id FROM customer UNION '
            "ALL SELECT product_id FROM product UNION ALL SELECT case_id FROM \"case\"")}
        store.close()


def is_orphan(shop, at, value):
    """The store holds the reference as it stands and no record of that key: it tells of it."""
    return value not in shop.keys and any(value in record.values()
                                          for _, record in shop.records[at])


def score(program, scratch, seed, customers, days, verbose):
    shop = scratch / f"shop{seed}"
    make_shop(program, shop, seed, customers, days)
    broken = [cell for cell in truth(shop, "broken_cells.csv")
              if pathlib.Path(cell["file"]).suffix in (".csv", ".tsv", ".gz")
              and ".jsonl" not in cell["file"]]
    twin = scratch / f"twin{seed}"
    shutil.copytree(shop, twin)
    by_file = defaultdict(list)
    for cell in broken:
        by_file[cell["file"]].append(cell)
    for name, cells in by_file.items():
        mend_file(twin / "sources" / name, cells)
    damaged, right = Shop(program, shop), Shop(program, twin)
    kinds = defaultdict(lambda: [0, 0, 0])  # All, repaired, told.
    rows_broken = set()
    for cell in broken:
        at = (cell["file"], int(cell["row"]))
        rows_broken.add(at)
        count = kinds[cell["kind"]]
        count[0] += 1
        same = damaged.records[at] == right.records[at] and right.records[at]
        if same:
            count[1] += 1
        elif (damaged.told[at] - right.told[at] or at in damaged.duplicates
              or is_orphan(damaged, at, cell["broken_value"])):
            count[2] += 1
        elif verbose:
            print(f"{cell['file']}:{cell['row']} {cell['column']} {cell['kind']}: "
                  f"{cell['true_value']} -> {cell['broken_value']}", file=sys.stderr)
    false = sum(1 for at, rules in damaged.told.items() if rules and at not in rows_broken)
    told_of = defaultdict(int)
    injected = {(line["file"], int(line["row"])) for line in truth(shop, "duplicates.csv")
                if line["kind"] != "key" and ".jsonl" not in line["file"]}
    found = {at for at in damaged.duplicates if ".jsonl" not in at[0]}
    told_of["injected"], told_of["found"] = len(injected), len(found)
    told_of["both"] = len(injected & found)
    return kinds, false, told_of


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--verbose", action="store_true", help="cells that nobody told of")
    options = parser.parse_args()
    kinds, false, duplicates = defaultdict(lambda: [0, 0, 0]), 0, defaultdict(int)
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(11, 11 + options.seeds):
            some, more_false, pairs = score(pathlib.Path(options.program).resolve(),
                                            pathlib.Path(scratch), seed, options.customers,
                                            options.days, options.verbose)
            for kind, counts in some.items():
                kinds[kind] = [a + b for a, b in zip(kinds[kind], counts)]
            false += more_false
            for name, count in pairs.items():
                duplicates[name] += count
    print("| broken by | cells | repaired exactly | told of | neither |\n|---|---|---|---|---|")
    for kind, (total, repaired, told) in sorted(kinds.items()):
        print(f"| {kind} | {total} | {repaired} | {told} | {total - repaired - told} |")
    total = sum(counts[0] for counts in kinds.values())
    seen = sum(counts[1] + counts[2] for counts in kinds.values())
    recall, precision = seen / total, seen / (seen + false)
    can = [sum(kinds[kind][i] for kind in REPAIRABLE) for i in range(3)]
    precise = duplicates["both"] / max(1, duplicates["found"])
    complete = duplicates["both"] / max(1, duplicates["injected"])
    print(f"\nBroken cells: detection F1 {2 * recall * precision / (recall + precision):.3f} "
          f"({total} cells, {false} rows told of without being broken); of {can[0]} cells that say "
          f"what was meant {can[1] / can[0]:.3f} repaired exactly.")
    print(f"Duplicate rows: F1 {2 * precise * complete / max(1e-9, precise + complete):.3f} "
          f"({duplicates['injected']} injected, {duplicates['found']} found, "
          f"{duplicates['both']} right).")


if __name__ == "__main__":
    main()
