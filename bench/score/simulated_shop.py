"""A simulated shop of a scorer's own: made, its hidden truth read, its store opened once it is ingested."""
import csv
import pathlib
import subprocess

from store_file import StoreFile

LIBRARY = pathlib.Path("build/third_party/duckdb/libduckdb.so")


def make_shop(program, folder, seed, customers, days):
    subprocess.run([program, "-q", "demo", folder, "--customers", str(customers), "--days", str(days), "--seed", str(seed),
                    "--end", "2026-03-01"], check=True, stdout=subprocess.DEVNULL)


def ingest(program, shop):
    """The shop's store, everything its sources hold in it."""
    subprocess.run([program, "-q", "-w", shop, "run"], stdout=subprocess.DEVNULL)
    return StoreFile(LIBRARY, shop / "aftercare.duckdb")


def truth(shop, name):
    with open(shop / "truth" / name, encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
