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
FAKE_CLOCK = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

# One question that goes over every fact.
QUESTION = ("cases", "complaints", "csat", "avg_rating", "first_response_median", "backlog",
            "repeat_complaint_rate", "--by", "topic")
ORDERS = ("orders", "return_rate", "refund_amount", "--by", "province")


def environment(**more):
    return {**os.environ, "LC_ALL": "C.UTF-8", "AFTERCARE_LANGUAGE": "en", **more}


def start(words, env=None, file_limit=None):
    def prepare():
        if file_limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=env or environment(),
                            preexec_fn=prepare)


class Outcome:
    def __init__(self, process, limit=180):
        self.hung = False
        try:
            self.out, self.err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            self.out, self.err = process.communicate()
            self.hung = True
        self.code = process.returncode

    @property
    def crashed(self):
        return self.hung or (self.code < 0 and self.code != -signal.SIGKILL)

    def json(self):
        return json.loads(self.out)


def run(*words, **how):
    return Outcome(start(words, **how))


def killed_after(seconds, *words):
    """Runs it and kills it (-9) then; True if it was still alive."""
    process = start(words)
    try:
        process.communicate(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True


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


def seconds_of(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun
