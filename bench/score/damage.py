"""Damages clean tables in known ways, the same way for the same seed.

Kinds: typo (one character changed, dropped, added or two exchanged), swap (the cell exchanged with
its neighbour in the row), null (emptied), format (case, spaces, width, date or number written
otherwise), neighbour (the value of another row nearby in the same column).
"""
import collections
import random
import re
import string

KINDS = ("typo", "swap", "null", "format", "neighbour")


def typo(value, rng):
    where = rng.randrange(len(value))
    letters = string.digits if value[where].isdigit() and rng.random() < 0.5 else string.ascii_lowercase
    how = rng.randrange(4)
    if how == 0:
        return value[:where] + rng.choice(letters) + value[where + 1:]
    if how == 1 and len(value) > 1:
        return value[:where] + value[where + 1:]
    if how == 2:
        return value[:where] + rng.choice(letters) + value[where:]
    return value[:where] + value[where + 1:where + 2] + value[where:where + 1] + value[where + 2:]


def otherwise_written(value, rng):
    """The value in another format, or None."""
    ways = [value + " ", " " + value, value.replace(" ", "  ", 1)]
    if value.upper() != value:
        ways += [value.upper()] * 2
    if value.lower() != value:
        ways += [value.lower()] * 2
    if value.title() != value:
        ways.append(value.title())
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(.*)", value)
    if day:
        ways += [f"{day[1]}/{day[2]}/{day[3]}{day[4]}"] * 3 + [f"{day[1]}{day[2]}{day[3]}{day[4]}"]
    if re.fullmatch(r"\d+\.\d\d", value):
        ways += ["¥" + value, value + "元"]
    if re.fullmatch(r"\d{10,11}", value):
        ways += [f"{value[:3]}-{value[3:7]}-{value[7:]}"] * 2
    if re.search(r"\d", value):
        ways.append("".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in value))
    ways = [way for way in ways if way != value]
    return rng.choice(ways) if ways else None


def damage(rows, columns, seed, share=0.03, kinds=KINDS):
    """Returns a damaged copy and {(row, column): kind}. Only cells of `columns` are touched."""
    rng = random.Random(seed)
    dirty = [list(row) for row in rows]
    done = {}
    cells = [(r, c) for r in range(len(rows)) for c in columns]
    for r, c in rng.sample(cells, int(len(cells) * share)):
        if (r, c) in done:
            continue
        value, kind = rows[r][c], rng.choice(kinds)
        new = None
        if kind == "typo" and value:
            new = typo(value, rng)
        elif kind == "null":
            new = ""
        elif kind == "format" and value:
            new = otherwise_written(value, rng)
        elif kind == "neighbour":
            near = [i for i in range(max(0, r - 50), min(len(rows), r + 51)) if rows[i][c] != value]
            new = rows[rng.choice(near)][c] if near else None
        elif kind == "swap":
            others = [o for o in columns if o != c and (r, o) not in done and rows[r][o] != value]
            if others:
                other = min(others, key=lambda o: (abs(o - c), o))
                dirty[r][c], dirty[r][other] = rows[r][other], value
                done[(r, c)] = done[(r, other)] = kind
            continue
        if new is not None and new != value:
            dirty[r][c] = new
            done[(r, c)] = kind
    return dirty, done


def determined_columns(rows, width):
    """Columns that the clean table itself gives: another column's groups of three and more
    agree on 99 % of their cells, over at least half of the rows, and better than chance."""
    found = []
    for target in range(width):
        common = collections.Counter(row[target] for row in rows)
        if len(common) < 2:
            continue
        chance = common.most_common(1)[0][1] / len(rows)
        for key in range(width):
            if key == target:
                continue
            groups = collections.defaultdict(collections.Counter)
            for row in rows:
                if row[key]:
                    groups[row[key]][row[target]] += 1
            sizes = [(sum(g.values()), max(g.values())) for g in groups.values()]
            covered = sum(n for n, _ in sizes if n >= 3)
            agreed = sum(top for n, top in sizes if n >= 3)
            if covered >= len(rows) / 2 and agreed >= 0.99 * covered and chance < 0.95:
                found.append(target)
                break
    return found
