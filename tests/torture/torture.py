"""Everything that can happen to a workspace, many times, against an undisturbed twin.
See scripts/torture."""
import argparse
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter

from acts import ACTS, Act, Backup, Erase, Ingest, Run
from shop import TURNED_CLOCK, Outcome, Shop, environment, killed_after, run, start, work_for

KINDS = ("kill", "full disk", "read-only disk", "clock back", "two writers", "damage")
COLUMNS = ("cases", "stopped", "refused", "lost", "doubled", "silent", "stuck")


class Verdict:
    """What one case came to. `fault` is lost, doubled, silent, stuck, or nothing."""

    def __init__(self, fault=None, why="", stopped=False, refused=False):
        self.fault, self.why, self.stopped, self.refused = fault, why, stopped, refused


def first_difference(one, other):
    """What stands around the first place where two texts differ."""
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return f"...{one[max(0, at - 150):at + 50]}... became ...{other[max(0, at - 150):at + 50]}..."


def compare(twin, state):
    """Whether a state is its twin's."""
    if "refused" in state:
        return Verdict("stuck", state["refused"])
    if state == twin:
        return Verdict()
    differing = [key for key in twin if twin[key] != state.get(key)]
    if state["rows"] < twin["rows"] or state["persons"] < twin["persons"]:
        return Verdict("lost", f"{differing}")
    if state["rows"] > twin["rows"] or state["persons"] > twin["persons"]:
        return Verdict("doubled", f"{differing}")
    return Verdict("silent", f"differs without a word: {differing}: " +
                   first_difference(str(twin[differing[0]]), str(state.get(differing[0]))))


class Torture:
    def __init__(self, folder, seed, customers):
        self.folder, self.random = folder, random.Random(seed)
        self.states, self.twins, self.times, self.models = {}, {}, {}, None
        fresh = Shop(self.at("fresh"))
        self.need(run("demo", fresh.folder, "--customers", str(customers), "--days", "40", "--seed",
                      "7", "--end", "2026-03-31", "--quiet"))
        stored = fresh.copy_to(self.at("stored"))
        self.need(stored.run("run", "--quiet"))
        Erase.customer = self.first_customer(stored)
        kept = stored.copy_to(self.at("kept"))
        self.need(kept.run("backup", "--quiet"))
        self.need(kept.run("backup", "keys", kept.path("key_copy")))
        for _ in range(2):
            self.need(kept.run("backup", "--quiet"))
        self.states = {"fresh": fresh, "stored": stored, "kept": kept}
        self.disks = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", self.at("disk", make=True)],
                                    capture_output=True, check=False).returncode == 0
        if self.disks:
            subprocess.run(["umount", self.at("disk")], check=False)

    def at(self, name, make=False):
        path = os.path.join(self.folder, name)
        if make:
            os.makedirs(path, exist_ok=True)
        return path

    @staticmethod
    def need(outcome):
        if outcome.code not in (0, 1):
            raise RuntimeError(f"an undisturbed command failed: {outcome.err}")

    @staticmethod
    def first_customer(stored):
        with open(stored.path("sources", "customers.csv"), encoding="gb18030") as lines:
            next(lines)
            return next(lines).split(",")[0]

    def begin(self, act, name="case"):
        shop = self.states[act.begins].copy_to(self.at(name))
        act.prepare(shop)
        return shop

    def twin_of(self, act):
        if act.name not in self.twins:
            shop = self.begin(act, "twin")
            self.times[act.name] = work_for(lambda: self.need(run(*act.words(shop))))
            wrong = act.again(shop) if act.name in ("backup", "prune") else None
            state = act.result(shop).seen()
            if wrong or "refused" in state or not state["balanced"]:
                raise RuntimeError(f"the undisturbed twin of '{act.name}' is not whole: {wrong or state}")
            self.twins[act.name] = state
        return self.twins[act.name]

    def ended(self, act, shop, stopped, refused=False, seen=lambda state: state):
        """The act done to its end, and compared by what `seen` leaves of the states."""
        wrong = act.again(shop)
        verdict = Verdict("stuck", wrong) if wrong else compare(seen(self.twins[act.name]),
                                                                seen(act.result(shop).seen()))
        verdict.stopped, verdict.refused = stopped, refused
        return verdict

    def kill(self, act):
        self.twin_of(act)
        shop = self.begin(act)
        moment = self.times[act.name] * self.random.uniform(0.02, 1.0)
        stopped = killed_after(moment, *act.words(shop))
        return self.ended(act, shop, stopped)

    def on_disk(self, act, size_mb):
        """A copy of the workspace on a small disk of its own."""
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs",
                        self.at("disk", make=True)], check=True)
        shop = self.states[act.begins].copy_to(self.at("disk/shop"))
        act.prepare(shop)
        return shop

    def full_disk(self, act):
        self.twin_of(act)
        if not self.disks:  # No file may grow beyond what is there, or little more.
            shop = self.begin(act)
            limit = os.path.getsize(shop.path("aftercare.duckdb")) + self.random.randint(0, 1 << 20) \
                if os.path.exists(shop.path("aftercare.duckdb")) else self.random.randint(0, 1 << 20)
            outcome = run(*act.words(shop), file_limit=limit)
            return self.judged_stop(act, shop, outcome)
        shop = self.on_disk(act, 200)
        try:
            # From next to nothing to a little more than is needed: some write hardly anything.
            room = self.growth(act, shop) * 10 ** self.random.uniform(-3.5, 0.05)
            used = shutil.disk_usage(self.at("disk")).used
            subprocess.run(["mount", "-o", f"remount,size={int(used + room) // 1024 + 1}k",
                            self.at("disk")], check=True)
            outcome = run(*act.words(shop))
            subprocess.run(["mount", "-o", "remount,size=300m", self.at("disk")], check=True)
            return self.judged_stop(act, shop, outcome)
        finally:
            subprocess.run(["umount", "-l", self.at("disk")], check=False)

    def growth(self, act, shop):
        """How much an undisturbed act writes, about."""
        if ("growth", act.name) not in self.times:
            before = tree_bytes(self.at("disk"))
            twin = self.begin(act, "disk/twin")
            base = tree_bytes(self.at("disk")) - before
            self.need(run(*act.words(twin)))
            grown = tree_bytes(self.at("disk")) - before - base
            self.times["growth", act.name] = max(grown, 0) + (2 << 20)
            for left in os.listdir(self.at("disk")):
                if left.startswith("twin"):
                    shutil.rmtree(self.at("disk/" + left))
            act.prepare(shop) if act.name == "restore" else None
        return self.times["growth", act.name]

    def judged_stop(self, act, shop, outcome):
        if outcome.crashed:
            return Verdict("stuck", f"crashed or hung ({outcome.code}): {outcome.err.strip()[:300]}")
        refused = outcome.code not in (0, 1)
        if refused and not outcome.err.strip():
            return Verdict("silent", "stopped without a word")
        return self.ended(act, shop, refused, refused)

    def read_only_disk(self, act):
        if not self.disks:
            return None
        self.twin_of(act)
        shop = self.on_disk(act, 200)
        try:
            subprocess.run(["mount", "-o", "remount,ro", self.at("disk")], check=True)
            outcome = run(*act.words(shop))
            subprocess.run(["mount", "-o", "remount,rw", self.at("disk")], check=True)
            if outcome.code in (0, 1):
                return Verdict("silent", "says that it wrote on a disk that is read-only")
            return self.judged_stop(act, shop, outcome)
        finally:
            subprocess.run(["umount", "-l", self.at("disk")], check=False)

    def turned_clock(self):
        """By up to 40 days, from the beginning or while the program works."""
        return environment(LD_PRELOAD=TURNED_CLOCK,
                           TURNED_CLOCK_BACK=str(self.random.randint(60, 40 * 86_400)),
                           TURNED_CLOCK_AFTER=str(self.random.choice((0, self.random.randint(20, 600)))))

    def clock_back(self, act):
        """The act while the clock is turned back, and once more when it goes right again."""
        if not os.path.exists(TURNED_CLOCK):
            return None
        if act.name == "run":
            return self.a_day_before(act)
        self.twin_of(act)
        shop = self.begin(act)
        done = run(*act.words(shop), env=self.turned_clock())
        if done.crashed or done.code not in (0, 1):
            return Verdict("stuck", f"with the clock turned back: {done.code}: {done.err.strip()}")
        return self.ended(act, shop, True, seen=without_lateness)

    def a_day_before(self, act):
        """Half of the sources and a backup today, everything and a backup with the clock before that: the
        newer backup is the one that stays."""
        twin = self.twin_of(act)
        shop = self.begin(act)
        sources = sorted(os.listdir(shop.path("sources")))
        self.random.shuffle(sources)
        half = [shop.path("sources", name) for name in sources[: len(sources) // 2]]
        self.need(shop.run("ingest", *half, "--quiet"))
        self.need(shop.run("backup", "--quiet"))
        past = self.turned_clock()
        for words in (("run", "--quiet"), ("keys", "rotate", "--quiet"), ("backup", "--quiet"),
                      ("backup", "keys", shop.path("key_copy")),
                      ("backup", "prune", "--keep-last", "1", "--quiet")):
            done = shop.run(*words, env=past)
            if done.crashed or done.code not in (0, 1):
                return Verdict("stuck", f"{words[0]}: {done.code}: {done.err.strip()}")
        verdict = compare(without_files(twin), without_files(shop.seen()))
        if not verdict.fault:
            verdict = compare(without_files(twin), without_files(Backup().result(shop).seen()))
        verdict.stopped = True
        return verdict

    def two_writers(self, act):
        self.twin_of(act)
        shop = self.begin(act)
        both = [start(act.words(shop)) for _ in range(2)]
        time.sleep(0.01)
        outcomes = [Outcome(one) for one in both]
        for outcome in outcomes:
            if outcome.crashed or (outcome.code not in (0, 1) and not outcome.err.strip()):
                return Verdict("stuck", f"crashed or silent ({outcome.code}): {outcome.err}")
        return self.ended(act, shop, True, any(one.code not in (0, 1) for one in outcomes))

    def damage(self, _):
        """A byte is flipped, or a file cut off: said, or without any effect."""
        what = self.random.choice(("store", "store", "keys", "backup", "backup", "model"))
        if what == "model":
            return self.damaged_model()
        act = Backup() if what == "backup" else Run()
        shop = self.states["kept"].copy_to(self.at("case"))
        if what == "backup":
            parts = [os.path.join(at, name) for at, _, names in os.walk(shop.path("backups"))
                     for name in names if name != "lock"]
            self.spoil(self.random.choice(sorted(parts)))
            if shop.run("backup", "verify").code != 0:
                return Verdict(stopped=True, refused=True)
            return Verdict("silent", "a spoilt backup is called whole", stopped=True)
        self.spoil(shop.path("aftercare.duckdb") if what == "store" else
                   shop.path("keys", self.random.choice(("keys.sqlite", "workspace.key"))))
        state = shop.seen()
        if "refused" in state:
            return Verdict(stopped=True, refused=True)
        verdict = compare(self.twin_of(act), state)
        verdict.stopped = True
        return verdict

    def damaged_model(self):
        if self.models is None:
            self.models = self.at("models", make=True)
            with open(self.models + "/texts.csv", "w", encoding="utf-8") as out:
                out.write("text,label\n")
                for i in range(300):
                    out.write(f"{'快递太慢了 包裹一直不到' if i % 2 else '衣服破了一个洞 质量很差'} {i},"
                              f"{'late' if i % 2 else 'broken'}\n")
            self.need(run("text", "train", self.models + "/texts.csv", "--text", "text", "--label", "label",
                          "-o", self.models + "/whole", "--quiet"))
            self.need(self.told_by(self.models + "/whole"))
        spoilt = self.at("spoilt_model")
        subprocess.run(["rm", "-rf", spoilt], check=True)
        subprocess.run(["cp", "-r", self.models + "/whole", spoilt], check=True)
        files = [os.path.join(at, name) for at, _, names in os.walk(spoilt) for name in names] or [spoilt]
        self.spoil(self.random.choice(sorted(files)))
        told = self.told_by(spoilt)
        if told.crashed:
            return Verdict("stuck", "a spoilt model crashes the program", stopped=True)
        if told.code not in (0, 1):
            return Verdict(stopped=True, refused=True)
        same = told.predicted == self.told_by(self.models + "/whole").predicted
        return Verdict(None if same else "silent", "" if same else "a spoilt model answers otherwise",
                       stopped=True)

    def told_by(self, model):
        out = self.at("predicted.csv")
        outcome = run("text", "predict", model, self.models + "/texts.csv", "--text", "text", "-o", out, "--quiet")
        outcome.predicted = open(out, "rb").read() if os.path.exists(out) and outcome.code == 0 else b""
        return outcome

    def spoil(self, path):
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            if self.random.random() < 0.3:
                file.truncate(self.random.randrange(size))
                return
            at = self.random.randrange(size)
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ (1 << self.random.randrange(8))]))


def tree_bytes(folder):
    return shutil.disk_usage(folder).used


def without_files(state):
    """Read in another order, the same rows may have their findings on other files."""
    return {key: value for key, value in state.items() if key != "quality"}


def without_lateness(state):
    """How late rows were read is told by the clock that was wrong then; what was checked and failed of
    everything else stays."""
    if "quality" not in state:
        return state
    quality = json.loads(state["quality"])
    scores = quality.get("scores", {})
    for one in (scores.get("total") or {}, *scores.get("sources", [])):
        for name in ("timeliness", "score"):
            one.pop(name, None)
    return {**state, "quality": json.dumps(quality, sort_keys=True)}


def cases(times, short, only=None):
    """(kind, act) in turn: three of four are kills, spread over all acts."""
    kills = [("kill", act()) for act in ACTS for _ in range(2 if act in (Ingest, Run, Erase) else 1)]
    others = [("full disk", act()) for act in ACTS] + \
             [("read-only disk", act()) for act in (Ingest, Run, Erase, ACTS[3], Backup)] + \
             [("clock back", act()) for act in ACTS] + [("two writers", Ingest()), ("two writers", Run()),
              ("two writers", Erase()), ("two writers", Backup())] + \
             [("damage", Act())] * 6
    if short:
        others = [("damage", Act()), ("clock back", Run()), ("two writers", Run())]
    if only:
        kills = others = [one for one in kills + others if one[0] == only]
    planned = []
    for i in range(times):
        pool = others if i % 4 == 3 else kills
        planned.append(pool[(i if only else i // 4 if i % 4 == 3 else i - i // 4) % len(pool)])
    return planned


def share_of(told, part):
    """The cases that are this part's, on workspaces of its own."""
    folder = tempfile.mkdtemp(prefix="torture")
    table, faults, skipped = {}, [], 0
    try:
        torture = Torture(folder, told.seed, told.customers)
        for number, (kind, act) in enumerate(cases(told.times, told.short, told.only)):
            if number < told.first or number % told.jobs != part:
                continue
            torture.random = random.Random(told.seed * 1_000_003 + number)  # Each can be had again.
            verdict = getattr(torture, kind.replace(" ", "_").replace("-", "_"))(act)
            if verdict is None:
                skipped += 1
                continue
            row = table.setdefault((kind, act.name), Counter())
            row["cases"] += 1
            row["stopped"] += verdict.stopped
            row["refused"] += verdict.refused
            if verdict.fault:
                row[verdict.fault] += 1
                faults.append(f"case {number} ({kind}, {act.name}): {verdict.fault}: {verdict.why}")
                print(faults[-1], file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return table, faults, skipped


def main():
    parser = argparse.ArgumentParser(prog="scripts/torture", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=60, help="of the simulated shop")
    parser.add_argument("--short", action="store_true", help="a few cases of what needs no disk of its own")
    parser.add_argument("--from", dest="first", type=int, default=0, help="begin at this case")
    parser.add_argument("--jobs", type=int, default=1, help="so many at a time")
    parser.add_argument("--only", choices=KINDS, help="only this kind of disturbance")
    told = parser.parse_args()
    begun = time.monotonic()
    with multiprocessing.Pool(told.jobs) as workers:
        shares = workers.starmap(share_of, [(told, part) for part in range(told.jobs)], chunksize=1)
    table, skipped, faults = {}, 0, []
    for rows, wrong, left_out in shares:
        for key, row in rows.items():
            table.setdefault(key, Counter()).update(row)
        faults += wrong
        skipped += left_out
    print(f"{'disturbance':<16}{'during':<14}" + "".join(f"{name:>9}" for name in COLUMNS))
    total = Counter()
    for (kind, act), row in sorted(table.items(), key=lambda one: (KINDS.index(one[0][0]), one[0][1])):
        print(f"{kind:<16}{act:<14}" + "".join(f"{row[name]:>9}" for name in COLUMNS))
        total.update(row)
    print(f"{'all':<30}" + "".join(f"{total[name]:>9}" for name in COLUMNS))
    print(f"seed {told.seed}, {time.monotonic() - begun:.0f} s" +
          (f"; {skipped} cases need what is not here (mounting, the clock to be turned)" if skipped else ""))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
