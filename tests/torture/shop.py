"""A workspace under torture: the program run on copies of it, and what a user can see of one."""
import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("AFTERCARE_PROGRAM", os.path.join(ROOT, "build/release/bin/aftercare"))
TURNED_CLOCK = os.path.join(os.path.dirname(PROGRAM), "libturned_clock.so")  # tests/torture/turned_clock.cpp

# One question that goes over every fact.
QUESTION = ("cases", "complaints", "csat", "avg_rating", "first_response_median", "backlog",
            "repeat_complaint_rate", "--by", "topic")
ORDERS = ("orders", "return_rate", "refund_amount", "--by", "province")


def environment(**more):
    return {**os.environ, "LC_ALL": "C.UTF-8", "AFTERCARE_LANGUAGE": "en", **more}


# On a machine with much to do everything takes longer: moments and limits are counted in what the
# program worked, not in what passed meanwhile.
MOST_WORK = 300  # Seconds of the processor that any one command may take.
NO_WORK = 180  # Seconds without any work at all: it hangs.


def work_of(process):
    """Processor seconds of all threads of a process that runs; nothing once it ended."""
    try:
        total = 0
        for thread in os.listdir(f"/proc/{process.pid}/task"):
            with open(f"/proc/{process.pid}/task/{thread}/schedstat") as stat:
                total += int(stat.read().split()[0])
        return total / 1e9
    except (OSError, ValueError, IndexError):
        return None


def start(words, env=None, file_limit=None, out=subprocess.PIPE):
    def prepare():
        if file_limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=out,
                            stderr=out, text=True, env=env or environment(),
                            preexec_fn=prepare)


class Outcome:
    def __init__(self, process):
        self.hung = False
        worked, since = 0, time.monotonic()
        while True:
            try:
                self.out, self.err = process.communicate(timeout=5)
                break
            except subprocess.TimeoutExpired:
                now = work_of(process)
                if now is not None and now > worked + 0.01:
                    worked, since = now, time.monotonic()
                if worked > MOST_WORK or time.monotonic() - since > NO_WORK:
                    process.kill()
                    self.hung = True
        self.code = process.returncode

    @property
    def crashed(self):
        return self.hung or (self.code < 0 and self.code != -signal.SIGKILL)

    def json(self):
        return json.loads(self.out)


def run(*words, **how):
    return Outcome(start(words, **how))


def killed_after(work, *words):
    """Runs it and kills it (-9) when it has worked so many processor seconds; True if it was still
    alive."""
    process = start(words, out=subprocess.DEVNULL)
    while process.poll() is None:
        done = work_of(process)
        if done is not None and done >= work:
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        time.sleep(0.001)
    return False


class Shop:
    """A workspace in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def copy_to(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True,
                        ignore=shutil.ignore_patterns(".aftercare.sock"))
        return Shop(folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, *words, **how):
        return run(*words, "-w", self.folder, **how)

    def start(self, *words, **how):
        return start((*words, "-w", self.folder), **how)

    def seen(self):
        """Everything a user can see of the state: {name: value}; {"refused": why} if the program
        says that something is wrong."""
        state = {}
        # It walks ledger, store, keys and the whole audit log.
        verified = self.run("verify", "--json")
        if verified.code != 0:
            return {"refused": (verified.err or verified.out).strip()}
        whole = verified.json()
        state["rows"], state["persons"] = whole["rows"], whole["persons"]
        if not whole["whole"]:
            return {"refused": verified.out}
        quality = self.run("quality", "--json")
        if quality.code > 1:
            return {"refused": quality.err.strip()}
        quality = quality.json()
        # A file that was refused at first is read later.
        quality.get("files", []).sort(key=lambda file: file["name"])
        for file in quality.get("files", []):
            for key in ("at", "file_id"):  # Of the run, not of the data.
                file.pop(key, None)
        total = quality["total"]
        state["balanced"] = quality["balanced"] and total["rows"] == sum(
            total[key] for key in ("stored", "updated", "duplicates", "quarantined"))
        # On which days rows were stored is of the runs; their sums stay.
        scores = quality.get("scores", {})
        for one in (scores, *scores.get("sources", [])):
            one.pop("days", None)
        state["quality"] = json.dumps(quality, sort_keys=True)
        for words in (QUESTION, ORDERS):
            answer = self.run("query", *words, "--json")
            if answer.code != 0:
                return {"refused": answer.err.strip()}
            state["query by " + words[-1]] = answer.out
        return state


def sql(store, *statements):
    """Statements on a store that nobody has open, through the engine's own library."""
    engine = ctypes.CDLL(os.path.join(ROOT, "build/third_party/duckdb/libduckdb.so"))
    database, connection = ctypes.c_void_p(), ctypes.c_void_p()
    if engine.duckdb_open(store.encode(), ctypes.byref(database)) != 0:
        raise RuntimeError("the store cannot be opened: " + store)
    engine.duckdb_connect(database, ctypes.byref(connection))
    try:
        for text in statements:
            if engine.duckdb_query(connection, text.encode(), None) != 0:
                raise RuntimeError("the engine refuses: " + text)
    finally:
        engine.duckdb_disconnect(ctypes.byref(connection))
        engine.duckdb_close(ctypes.byref(database))


def work_for(act):
    """Processor seconds that the programs run by it took."""
    begun = os.times()
    act()
    ended = os.times()
    return (ended.children_user + ended.children_system -
            begun.children_user - begun.children_system)
