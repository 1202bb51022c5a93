#!/usr/bin/env python3
"""Benchmarks of the built program, as ratios within one run. Started by scripts/bench.

Each pair is measured in turn, several times; medians are compared. The wall clock decides;
processor time stands beside it, since on a busy machine it is the steadier of the two.
"""
import argparse
import itertools
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from filled_store import make_workspace

ROOT = pathlib.Path(__file__).resolve().parent.parent
REVIEWS = ROOT.parent / "shared/data/zh_shopping_reviews/reviews.csv"


class Run:
    """A child process: what it printed, its seconds, its processor seconds, its peak memory."""

    def __init__(self, *command, env=None, out=subprocess.PIPE):
        begun = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=out, env=env)
        self.text = child.stdout.read().decode() if out == subprocess.PIPE else ""
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.perf_counter() - begun
        self.processor = used.ru_utime + used.ru_stime
        self.peak_mb = used.ru_maxrss / 1024
        if child.returncode not in (0, 1):  # 1: done, with findings.
            sys.exit(f"bench: it failed with {child.returncode}: {' '.join(map(str, command))}")

    def json(self):
        return json.loads(self.text.splitlines()[-1])


class Bench:
    def __init__(self, build, folder):
        self.program, self.build, self.folder = build / "bin/aftercare", build, folder
        self.results = []

    def add(self, name, value, unit, bar=None, at_least=True, note=""):
        good = None if bar is None else value >= bar if at_least else value <= bar
        self.results.append({"name": name, "value": round(value, 3), "unit": unit, "bar": bar,
                             "at_least": at_least, "good": good, "note": note})

    def ingest(self, file):
        """Into a fresh workspace: the run and its answer."""
        workspace = self.folder / "workspace"
        shutil.rmtree(workspace, ignore_errors=True)
        Run(self.program, "-q", "init", workspace)
        run = Run(self.program, "-q", "--json", "-w", workspace, "ingest", file)
        answer = run.json()
        shutil.rmtree(workspace)
        if not answer["balanced"] or answer["total"]["rows"] == 0:
            sys.exit(f"bench: the ledger of {file} is not right: {answer['total']}")
        return run, answer

    def start(self):
        times = [Run(self.program, "--version").seconds * 1000 for _ in range(20)]
        self.add("start of aftercare --version", statistics.median(times), "ms", 50, False)

    def reviews(self):
        """(file, column of texts, column of labels): the real reviews, else simulated ones."""
        if REVIEWS.exists():
            return REVIEWS, "review", "label"
        print("bench: ../shared/data is absent; the simulator's reviews are read instead",
              file=sys.stderr)
        shop = self.folder / "shop"
        if not shop.exists():
            Run(self.program, "-q", "demo", shop, "--customers", 20000, "--days", 120, "--seed", 1,
                out=subprocess.DEVNULL)
        plain = self.folder / "reviews.csv"  # pandas expects UTF-8.
        plain.write_text((shop / "sources/reviews.csv").read_text("gb18030"), "utf-8")
        return plain, "评价内容", "评分"

    def texts(self, rounds, with_peer):
        file, column, label = self.reviews()
        threads = min(os.cpu_count(), 8)  # As many as an ingest takes.
        bare, whole = [], []
        for _ in range(rounds):
            bare.append(Run(self.build / "bin/jieba_cut", file, column, threads).json())
            run, answer = self.ingest(file)
            whole.append({"seconds": answer["seconds"], "load": answer["load_seconds"],
                          "processor": run.processor, "peak": run.peak_mb, "command": run.seconds})

        def median(runs, key):
            return statistics.median(run[key] for run in runs)
        texts, megabytes = bare[0]["texts"], bare[0]["bytes"] / 1e6
        bare_seconds, seconds = median(bare, "seconds"), median(whole, "seconds")
        note = f"{texts} texts, {threads} threads, median of {rounds}"
        self.add("bare cppjieba", megabytes / bare_seconds, "MB/s", note=note)
        self.add("whole path", megabytes / seconds, "MB/s", note=f"{texts / seconds:.0f} texts/s")
        self.add("whole path / cppjieba", bare_seconds / seconds, "x", 0.4)
        command = median(whole, "command")
        self.add("the same by the whole command", bare_seconds / command, "x",
                 note=f"{command:.2f} s from its start to its end, the last checkpoint in it")
        self.add("the same by processor time",
                 median(bare, "processor_seconds") / median(whole, "processor"), "x",
                 note="loading counted against the path")
        self.add("language resources ready", median(whole, "load") * 1000, "ms", 20, False)
        self.add("peak memory, reviews", median(whole, "peak"), "MB", 600, False)
        if with_peer:
            subprocess.run([ROOT / "bench/peers/setup"], check=True)
            path = ROOT / "build/peers/usr/lib/python3/dist-packages"
            peer = Run("/usr/bin/python3", ROOT / "bench/peers/python_text.py", file, column, label,
                       env=os.environ | {"PYTHONPATH": str(path)}).json()
            self.add("Python peer", texts / peer["seconds"], "texts/s", note="once")
            self.add("whole path / Python peer", peer["seconds"] / seconds, "x", 5)

    def cutting(self, rounds):
        """Our cutting into words against cppjieba's, on one core."""
        file, column, _ = self.reviews()
        found = Run(self.build / "bin/cut_speed", file, column, rounds).json()
        for mode, name in (("model", "cutting"), ("singles", "cutting without model")):
            one = found[mode]
            note = f"{one['offsets_mb']:.0f} MB/s, cppjieba {one['cppjieba_mb']:.1f}, one core"
            self.add(f"{name}, places / cppjieba", one["offsets"], "x", 8, note=note)
            note = f"{one['strings_mb']:.0f} MB/s"
            self.add(f"{name}, strings / cppjieba", one["strings"], "x", 6, note=note)
        self.add("dictionary ready", found["load_ms"], "ms", 20, False)

    def analysis(self, rounds):
        """Everything that ingest asks of a text against bare cppjieba, on one core and on two."""
        file, column, _ = self.reviews()
        found = Run(self.build / "bin/analysis_speed", file, column, rounds).json()
        note = (f"{found['analysis_mb']:.1f} MB/s, cppjieba {found['cppjieba_mb']:.1f}, one core, "
                f"{found['texts']} texts")
        self.add("full analysis / cppjieba", found["ratio"], "x", 2, note=note)
        self.add("second core of the analysis", found["second_core"], "x", 1.8)

    def memory(self, megabytes):
        for kind in ("orders", "cases"):
            file = self.folder / f"{kind}.csv"
            try:
                with open(file, "wb") as out:
                    Run(self.build / "bin/large_csv", kind, megabytes, out=out)
                run, answer = self.ingest(file)
            finally:
                file.unlink(missing_ok=True)
            note = (f"{answer['total']['rows']} rows of {megabytes} MB in {answer['seconds']:.0f} s, "
                    f"processor {run.processor:.0f} s")
            self.add(f"peak memory, {kind}", run.peak_mb, "MB", 600, False, note)

    def repair(self, kind="worn", rows=1_000_000, row_bytes=122, most_seconds=40):
        """Wrong cells of a large table: seconds and memory, and whether they grow with the rows.

        Of orders nearly every amount is another, and a province or a status has thousands.
        """
        whole = self.folder / f"{kind}.csv"
        with open(whole, "wb") as out:
            Run(self.build / "bin/large_csv", kind, rows * row_bytes // 1_000_000 + 2, out=out)
        seconds = {}
        for count in (rows // 100, rows // 10, rows):
            part = self.folder / "part.csv"
            with open(whole, "rb") as lines, open(part, "wb") as out:
                out.writelines(itertools.islice(lines, count + 1))
            run = Run(self.program, "-q", "--json", "quality", "repair", part, "-o",
                      self.folder / "mended.csv")
            answer = run.json()
            seconds[count] = run.seconds
            note = f"{run.peak_mb:.0f} MB, {answer['applied']} cells mended"
            last = count == rows
            self.add(f"repair of {kind}, {answer['rows']} rows", run.seconds, "s",
                     most_seconds if last else None, False, note)
        self.add(f"repair of {kind}, memory of the last", run.peak_mb, "MB", 1200, False)
        self.add(f"repair of {kind}, times as long for ten times the rows",
                 seconds[rows] / seconds[rows // 10], "x", 15, False)

    def plain(self, megabytes, rounds):
        """An ingest of a plain table against the engine's own CSV reader; and with sealed fields."""
        threads = min(os.cpu_count(), 8)
        for kind, name, bar in (("orders", "plain table", 0.4),
                                ("receivers", "table with three sealed fields", 0.2)):
            file = self.folder / f"{kind}.csv"
            with open(file, "wb") as out:
                Run(self.build / "bin/large_csv", kind, megabytes, out=out)
            engine, ours = [], []
            for _ in range(rounds):
                engine.append(Run(self.build / "bin/engine_csv", file, threads).json())
                ours.append(self.ingest(file)[1])
            file.unlink()
            rows = ours[0]["total"]["rows"]
            if rows != engine[0]["rows"]:
                sys.exit(f"bench: the engine read {engine[0]['rows']} rows of {file}, not {rows}")
            theirs = statistics.median(one["seconds"] for one in engine)
            seconds = statistics.median(one["seconds"] for one in ours)
            self.add(f"{name} / engine's reader", theirs / seconds, "x", bar,
                     note=f"{rows} rows: {seconds:.1f} s, engine {theirs:.1f} s, {threads} threads")

    def simulate(self, customers, days):
        shop = self.folder / "million"
        run = Run(self.program, "-q", "--json", "demo", shop, "--customers", customers, "--days",
                  days, "--seed", 1)
        cases = run.json().get("cases", 0)
        shutil.rmtree(shop)
        self.add("simulating 1 million cases", run.seconds * 1e6 / max(cases, 1), "s", 30, False,
                 f"{cases} cases in {run.seconds:.1f} s, processor {run.processor:.1f} s")

    def sealing(self, rounds):
        """What sealing costs an ingest: with it and without, in turns."""
        shop = self.folder / "shop"
        Run(self.program, "-q", "demo", shop, "--customers", 20000, "--days", 120, "--seed", 1,
            out=subprocess.DEVNULL)
        receivers = self.folder / "receivers.csv"
        with open(receivers, "wb") as out:
            Run(self.build / "bin/large_csv", "receivers", 60, out=out)
        for name, files in (("a whole shop", [shop / "sources"]),
                            ("a table with three sealed fields", [receivers])):
            runs = {"sealed": [], "clear": []}
            for _ in range(rounds):
                for how, done in runs.items():
                    done.append(Run(self.build / "bin/sealing_speed", how,
                                    self.folder / "sealing", *files).json())
            sealed, clear = (statistics.median(one["seconds"] for one in runs[how])
                             for how in ("sealed", "clear"))
            processor = [statistics.median(one["processor"] for one in runs[how])
                         for how in ("sealed", "clear")]
            self.add(f"sealing {name}", 100 * (1 - clear / sealed), "%", 15, False,
                     f"{runs['sealed'][0]['rows']} rows: {sealed:.1f} s, {clear:.1f} s without; "
                     f"processor {processor[0]:.1f} s, {processor[1]:.1f} s")
        receivers.unlink()

    def drivers(self, rows=10_000_000):
        """What explains a gap between two periods, up to three conditions deep, in 12 dimensions."""
        def seconds(count):
            run = Run(self.build / "bin/drivers_speed", count, 12)
            return [json.loads(line) for line in run.text.splitlines()], run.peak_mb
        found, peak = seconds(rows)
        for one in found:
            self.add(f"drivers of a {one['what']}, {rows // 1_000_000} million rows", one["seconds"], "s", 10,
                     False, f"{one['looked_at']} segments, {one['found']} told; {peak:.0f} MB")

    def metric_drivers(self, cases=10_000_000):
        """The whole command on a store of so many cases: what moved the share of complaints."""
        shop = self.folder / "shop_of_cases"
        make_workspace(self.program, self.build.parent / "third_party/duckdb/libduckdb.so", shop, cases)
        run = Run(self.program, "-q", "--json", "-w", shop, "insight", "drivers", "--metric", "complaint_share", "--before",
                  "2026-01-01..2026-03-31", "--after", "2026-04-01..2026-06-30", "--by",
                  "sentiment,channel,product,category,batch_no,agent,team,topic,component,severity,province,carrier")
        answer = run.json()
        first = answer["segments"][0]["conditions"] if answer["segments"] else {}
        self.add(f"insight drivers, {cases // 1_000_000} million cases, 12 dimensions", run.seconds, "s", 10, False,
                 f"first {first}; {len(answer['segments'])} told, {run.peak_mb:.0f} MB")
        shutil.rmtree(shop)

    def stored_explanations(self, cases=1_000_000):
        """Commands on a store of a million cases."""
        shop = self.folder / "shop_of_cases"
        make_workspace(self.program, self.build.parent / "third_party/duckdb/libduckdb.so", shop, cases)
        for words, most, told in [
                (["flow", "--metric", "cases"], 10, lambda json: f"{json['events']} events"),
                (["rules", "--metric", "cases", "--by", "topic,product,channel,province,carrier", "--min-support", "0.002"], 10,
                 lambda json: f"{len(json['rules'])} rules, {len((json['next'] or {'pairs': []})['pairs'])} next problems"),
                (["influences", "--metric", "negative_share"], None, lambda json: f"{len(json['factors'])} factors"),
                (["rootcause"], None, lambda json: f"{json['looked_at']} looked at"),
                (["story"], None, lambda json: f"{json['looked_at']} looked at")]:
            run = Run(self.program, "-q", "--json", "-w", shop, "insight", *words)
            self.add(f"insight {words[0]}, {cases // 1_000_000} million stored cases", run.seconds, "s", most, False,
                     f"{told(run.json())}, {run.peak_mb:.0f} MB")
        shutil.rmtree(shop)

    def explanations(self, cases=1_000_000):
        """Rules and the flow of a million cases, as table files."""
        chance = random.Random(5)
        baskets, events = self.folder / "baskets.csv", self.folder / "events.csv"
        words = [f"item{i}" for i in range(2000)]
        with open(baskets, "w") as out:
            for _ in range(cases):
                # Few are frequent, many are rare; some come together.
                row = {words[int(2000 * chance.random() ** 3)] for _ in range(chance.randint(1, 9))}
                if "item3" in row and chance.random() < 0.5:
                    row.add("item40")
                out.write(",".join(row) + "\n")
        steps = ["opened", "first reply", "wait for customer", "reply", "refund", "resolved", "closed"]
        with open(events, "w") as out:
            out.write("case,step,time\n")
            for i in range(cases):
                at = 1_767_225_600 + chance.randint(0, 31_536_000)
                for step in steps:
                    if step not in ("opened", "closed") and chance.random() < 0.3:
                        continue
                    out.write(f"C{i},{step},{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(at))}\n")
                    at += chance.randint(60, 90_000)
        run = Run(self.program, "-q", "--json", "insight", "rules", baskets, "--min-support", "0.002")
        self.add("rules, 1 million baskets", run.seconds, "s", 10, False,
                 f"{len(run.json()['rules'])} rules, {run.peak_mb:.0f} MB")
        run = Run(self.program, "-q", "--json", "insight", "flow", events, "--case", "case", "--activity",
                  "step", "--time", "time")
        self.add("flow, 1 million cases", run.seconds, "s", 10, False,
                 f"{run.json()['events']} events, {run.peak_mb:.0f} MB")

    def erase(self, customers=1_000_000):
        """One person among a million: seconds of the whole command, the first in its process."""
        tables = self.folder / "tables"
        tables.mkdir()
        with open(tables / "customers.csv", "w") as out:
            out.write("客户编号,姓名,手机号,邮箱,省份,城市,收货地址,注册时间\n")
            for i in range(customers):
                out.write(f"C{i},王{chr(0x4E00 + i % 3000)}{chr(0x5000 + i % 2999)},1{30 + i % 60}{i:08d},"
                          f"u{i}@inbox.example.org,广东,深圳,幸福路{i % 997}号{i % 31}室,"
                          f"2025-{i % 12 + 1:02d}-{i % 28 + 1:02d} 10:00:00\n")
        with open(tables / "orders.csv", "w") as out:
            out.write("order_id,customer_id,ordered_at,amount\n")
            for i in range(customers):
                out.write(f"O{i},C{i * 7919 % customers},2026-{i % 9 + 1:02d}-{i % 28 + 1:02d} 11:00:00,"
                          f"{i % 900 + 5}\n")
        with open(tables / "reviews.csv", "w") as out:
            out.write("评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n")
            for i in range(customers // 5):
                out.write(f"R{i},,,C{i * 104729 % customers},{i % 5 + 1},电池用了{i % 30}天就坏了,"
                          f"2026-{i % 9 + 1:02d}-{i % 28 + 1:02d} 12:00:00\n")
        workspace = self.folder / "workspace"
        Run(self.program, "-q", "init", workspace)
        Run(self.program, "-q", "--json", "-w", workspace, "ingest", tables)
        shutil.rmtree(tables)

        def seconds(*words):
            return Run(self.program, "-q", "--json", "-w", workspace, *words).seconds
        opening = seconds("audit", "verify")
        erasing = [seconds("erase", "--customer", f"C{i * 7919 % customers}", "--reason", "bench")
                   for i in (1, 123_456 % customers, 777_777 % customers)]
        note = f"of them opening {opening:.2f} s; again {', '.join(f'{one:.2f}' for one in erasing[1:])}"
        self.add(f"erasing one of {customers} customers, first", erasing[0], "s", 2, False, note)
        self.add("the same, median", statistics.median(erasing), "s", 2, False)
        rotating = Run(self.program, "-q", "--json", "-w", workspace, "keys", "rotate", "--reason",
                       "bench")
        keys = rotating.json()["rewrapped"]
        self.add("rotating the wrapping key", rotating.seconds, "s",
                 note=f"{keys} keys, {keys / rotating.seconds:.0f} a second")
        shutil.rmtree(workspace)

    def dashboard(self, cases, rounds):
        """The twenty questions of a dashboard on a generated store, beside SQL written by hand."""
        told = Run(self.build / "bin/dashboard", ROOT / "bench/dashboard.yaml", self.folder, cases,
                   max(rounds, 3)).json()
        for one in told["questions"]:
            self.add(one["name"], one["ms"] / one["by_hand_ms"], "x", 1.2, False,
                     f"{one['ms']:.1f} ms, by hand {one['by_hand_ms']:.1f}, first {one['first_ms']:.1f}")
        self.add(f"all twenty over {told['cases']:,} cases, first run",
                 sum(one["first_ms"] for one in told["questions"]) / 1000, "s", 3, False,
                 "exact medians among them")
        self.add("the same, again", sum(one["ms"] for one in told["questions"]) / 1000, "s")

    def show(self):
        for one in self.results:
            bar = "" if one["bar"] is None else f"{'>=' if one['at_least'] else '<='} {one['bar']}"
            mark = {None: "", True: "good", False: "MISSED"}[one["good"]]
            print(f"{one['name']:40}{one['value']:>12.2f} {one['unit']:8}{bar:>9} {mark:7}"
                  f"{one['note']}".rstrip())


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--memory", action="store_true", help="only the peak memory of big files")
    parser.add_argument("--plain", action="store_true", help="only tables against the engine's reader")
    parser.add_argument("--megabytes", type=int, default=2000, help="size of a big file")
    parser.add_argument("--repair", action="store_true", help="only repair of a large table")
    parser.add_argument("--simulate", action="store_true", help="only the speed of the simulator")
    parser.add_argument("--sealing", action="store_true", help="only what sealing costs an ingest")
    parser.add_argument("--erase", action="store_true",
                        help="only erasing one of a million customers, and rotating the keys")
    parser.add_argument("--drivers", action="store_true",
                        help="only explanations: drivers of 10 million rows, rules and flow of 1 million")
    parser.add_argument("--dashboard", action="store_true",
                        help="only the questions of a dashboard against SQL written by hand")
    parser.add_argument("--cases", type=int, default=1_000_000, help="size of its store")
    parser.add_argument("--no-peer", action="store_true", help="leave the Python peer out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    arguments = parser.parse_args()

    place = ROOT / "build/bench"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        bench = Bench(arguments.build.resolve(), pathlib.Path(folder))
        if arguments.memory:
            bench.memory(arguments.megabytes)
        if arguments.plain:
            bench.plain(200, arguments.rounds)
        if arguments.simulate:
            bench.simulate(customers=113_500, days=365)
        if arguments.repair:
            bench.repair()
            bench.repair("orders", rows=200_000, row_bytes=151)
        if arguments.sealing:
            bench.sealing(arguments.rounds)
        if arguments.erase:
            bench.erase()
        if arguments.drivers:
            bench.drivers()
            bench.metric_drivers()
            bench.stored_explanations()
            bench.explanations()
        if arguments.dashboard:
            bench.dashboard(arguments.cases, arguments.rounds)
        if not (arguments.memory or arguments.simulate or arguments.repair or arguments.plain or
                arguments.sealing or arguments.erase or arguments.drivers or
                arguments.dashboard):
            bench.repair()
            bench.repair("orders", rows=200_000, row_bytes=151)
            bench.start()
            bench.cutting(5)
            bench.analysis(5)
            bench.texts(arguments.rounds, not arguments.no_peer)
    if arguments.json:
        print(json.dumps(bench.results, ensure_ascii=False))
    else:
        bench.show()
    return 1 if any(one["good"] is False for one in bench.results) else 0


if __name__ == "__main__":
    sys.exit(main())
