"""What is done to a workspace while something goes wrong. Each act begins on a copy of a workspace
in a known state; done again after any disturbance it must end as its undisturbed twin did."""
import glob
import os
import shutil

from shop import Shop, run, sql


class Act:
    name = ""
    begins = "fresh"  # Which workspace it begins on.

    def prepare(self, shop):
        pass

    def words(self, shop):
        """The command that is disturbed."""
        raise NotImplementedError

    def again(self, shop):
        """Done to its end after the disturbance. Returns what is wrong with that, or nothing."""
        done = run(*self.words(shop))
        return None if done.code in (0, 1) else f"does not go on: {done.err.strip()}"

    def result(self, shop):
        """The workspace whose state counts."""
        return shop


class Ingest(Act):
    name = "ingest"

    def words(self, shop):
        return ("ingest", *sorted(glob.glob(shop.path("sources", "*"))), "--quiet", "-w", shop.folder)


class Run(Act):
    name = "run"

    def words(self, shop):
        return ("run", "--quiet", "-w", shop.folder)


class Erase(Act):
    name = "erase"
    begins = "stored"

    def words(self, shop):
        return ("erase", "--customer", self.customer, "--reason", "asked", "--quiet", "-w", shop.folder)

    def again(self, shop):
        done = run(*self.words(shop))
        # Ended at the start of that very command, or erased before: both are the end that counts.
        if done.code in (0, 1) or "erased" in done.err:
            return None
        return f"does not go on: {done.err.strip()}"


class Retain(Act):
    """All that the shop has is over on that day: rows are emptied and every customer is erased."""
    name = "retain"
    begins = "stored"

    def words(self, shop):
        return ("retain", "--apply", "--as-of", "2034-01-01", "--quiet", "-w", shop.folder)


class Rotate(Act):
    name = "rotate keys"
    begins = "stored"

    def words(self, shop):
        return ("keys", "rotate", "--quiet", "-w", shop.folder)


class Backup(Act):
    name = "backup"
    begins = "stored"

    def words(self, shop):
        return ("backup", "--quiet", "-w", shop.folder)

    def again(self, shop):
        wrong = super().again(shop)
        if wrong:
            return wrong
        checked = shop.run("backup", "verify")
        return None if checked.code == 0 else f"a backup is not whole: {checked.err.strip()}"

    def result(self, shop):
        """What comes out of the backup."""
        keys, out = shop.path("key_copy"), shop.folder + ".out"
        shutil.rmtree(out, ignore_errors=True)
        if not os.path.exists(keys):
            shop.run("backup", "keys", keys)
        run("restore", shop.path("backups"), "--keys", keys, "-w", out)
        return Shop(out)


class Prune(Backup):
    name = "prune"
    begins = "kept"

    def words(self, shop):
        return ("backup", "prune", "--keep-last", "1", "--quiet", "-w", shop.folder)

    def again(self, shop):
        wrong = super().again(shop)
        left = len(os.listdir(shop.path("backups", "snapshots")))
        return wrong or (None if left == 1 else f"{left} backups are left of one")


class Restore(Act):
    name = "restore"
    begins = "kept"

    def words(self, shop):
        return ("restore", shop.path("backups"), "--keys", shop.path("key_copy"), "--quiet", "-w",
                shop.folder + ".out")

    def prepare(self, shop):
        for left in glob.glob(shop.folder + ".out*"):
            shutil.rmtree(left, ignore_errors=True)

    def again(self, shop):
        if os.path.exists(shop.folder + ".out"):  # It was whole already, or it is not there.
            return None
        return super().again(shop)

    def result(self, shop):
        return Shop(shop.folder + ".out")


class Migrate(Act):
    """The first command of this program on a store that an older one made."""
    name = "migrate"
    begins = "stored"

    def prepare(self, shop):
        sql(shop.path("aftercare.duckdb"), "DROP TABLE hand_label", "DROP TABLE wish",
            "DROP TABLE app_user", "DROP TABLE app_token", "DROP TABLE watched_file",
            "DELETE FROM migration WHERE number > 10",
            "UPDATE setting SET value = 'older' WHERE name = 'facts'", "CHECKPOINT")

    def words(self, shop):
        return ("quality", "--quiet", "-w", shop.folder)


ACTS = (Ingest, Run, Erase, Rotate, Backup, Prune, Restore, Migrate, Retain)
